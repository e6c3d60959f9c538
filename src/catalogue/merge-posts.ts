import { sql, type Transaction } from 'kysely';
import { platformOf } from '#domain/post.ts';
import type { MergeFact } from './facts.ts';
import { lockPosts } from './lock-posts.ts';
import { request } from './rechecks.ts';
import { refreshPosts } from './refresh-posts.ts';
import type { Schema } from './schema.ts';
import { jsonText } from './sql.ts';

/**
 * Makes `from` an alias of `to` and moves what hung on it. False where it was one already: the first answer stands, as
 * undoing a merge of two real posts is nothing a look may do.
 */
export async function mergePosts(
  tx: Transaction<Schema>,
  now: Date,
  { id, from, to, canonicalUrl, at, evidence }: MergeFact,
): Promise<boolean> {
  const known = await lockPosts(tx, now, [
    { postId: to, platform: platformOf(to), canonicalUrl },
    { postId: from, platform: platformOf(from), canonicalUrl },
  ]);
  const target = known.get(to);
  if (target === undefined || known.get(from) !== from || target === from) {
    return false;
  }
  await move(tx, now, from, target);
  await sql`UPDATE posts SET merged_into = ${target} WHERE id = ${from} OR merged_into = ${from}`.execute(tx);
  await sql`
    INSERT INTO merges (id, from_id, to_id, at, evidence)
    VALUES (${id}, ${from}, ${target}, ${new Date(at)}, ${jsonText(evidence)}::jsonb)
    ON CONFLICT (from_id) DO NOTHING`.execute(tx);
  await refreshPosts(tx, [target]);
  return true;
}

async function move(tx: Transaction<Schema>, now: Date, from: string, to: string): Promise<void> {
  for (const table of ['captures', 'looks', 'embeds', 'patches']) {
    await sql`UPDATE ${sql.table(table)} SET post_id = ${to} WHERE post_id = ${from}`.execute(tx);
  }
  await sql`UPDATE merges SET to_id = ${to} WHERE to_id = ${from}`.execute(tx);
  const { rows } = await sql<{
    open: boolean;
  }>`DELETE FROM rechecks WHERE id = ${from} RETURNING open`.execute(tx);
  if (rows[0]?.open) {
    await request(tx, now, to);
  }
}
