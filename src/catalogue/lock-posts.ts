import { sql, type Transaction } from 'kysely';
import type { PostId } from '#domain/post.ts';
import type { Executor } from './database.ts';
import type { Schema } from './schema.ts';
import { jsonText, textArray } from './sql.ts';

export interface KnownPost {
  postId: PostId;
  platform: string;
  canonicalUrl: string;
}

/**
 * Makes the posts that are new, locks all until the transaction ends, and says which post each id means now. An id that
 * became an alias stays as a row that points on, so that locking it keeps a merge from passing by.
 */
export async function lockPosts(
  tx: Transaction<Schema>,
  now: Date,
  posts: readonly KnownPost[],
): Promise<Map<PostId, PostId>> {
  await sql`
    INSERT INTO posts (id, platform, canonical_url, created_at)
    SELECT DISTINCT ON ("postId") "postId", platform, "canonicalUrl", ${now}::timestamptz
      FROM jsonb_to_recordset(${jsonText(posts)}::jsonb) AS post ("postId" text, platform text, "canonicalUrl" text)
     ORDER BY "postId"
    ON CONFLICT (id) DO NOTHING`.execute(tx);
  return lockKnownPosts(
    tx,
    posts.map(({ postId }) => postId),
  );
}

/** The same for posts that exist; ids that do not are left out. */
export async function lockKnownPosts(
  tx: Transaction<Schema>,
  postIds: readonly PostId[],
): Promise<Map<PostId, PostId>> {
  const found = await lockRows(tx, postIds);
  const targets = [...found.values()].filter((id) => !found.has(id));
  if (targets.length > 0) {
    const next = await lockKnownPosts(tx, targets);
    for (const [id, target] of found) {
      found.set(id, next.get(target) ?? target);
    }
  }
  return found;
}

/** With the posts that they mean and all aliases of these, as a merge moves them: in one order, or two wait for one another. */
async function lockRows(tx: Transaction<Schema>, postIds: readonly PostId[]): Promise<Map<PostId, PostId>> {
  const { rows } = await sql<{ id: string; postId: string }>`
    SELECT id, coalesce(merged_into, id) AS post_id FROM posts
     WHERE id = ANY(ARRAY(
             WITH meant AS (SELECT coalesce(merged_into, id) AS id FROM posts WHERE id = ANY(${textArray(postIds)}))
             SELECT id FROM meant UNION SELECT posts.id FROM meant JOIN posts ON merged_into = meant.id))
     ORDER BY id FOR UPDATE`.execute(tx);
  return new Map(rows.map(({ id, postId }) => [id, postId]));
}

/** Which post an id or alias means, without locking; null where unknown. */
export async function resolvePost(db: Executor, idOrAlias: string): Promise<PostId | null> {
  const row = await db
    .selectFrom('posts')
    .select(['id', 'mergedInto'])
    .where('id', '=', idOrAlias)
    .executeTakeFirst();
  return row === undefined ? null : (row.mergedInto ?? row.id);
}
