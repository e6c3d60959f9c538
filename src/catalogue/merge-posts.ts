import { sql, type Transaction } from 'kysely';
import { newId } from '#domain/ids.ts';
import { type PostId, platformOf } from '#domain/post.ts';
import { refreshEdits } from './capture-edits.ts';
import { factKeys, type MergeFact } from './facts.ts';
import { lockPosts } from './lock-posts.ts';
import { writeOutbox } from './outbox.ts';
import { refreshPosts } from './refresh-posts.ts';
import { requestRecheck } from './request-recheck.ts';
import type { Schema } from './schema.ts';
import { jsonText } from './sql.ts';

/** A merge that is news, with the fact for storage. */
export async function recordMerge(
  tx: Transaction<Schema>,
  now: Date,
  { from, to, evidence }: { from: PostId; to: { postId: PostId; canonicalUrl: string }; evidence: unknown },
): Promise<void> {
  const fact = {
    id: newId(now),
    from,
    to: to.postId,
    canonicalUrl: to.canonicalUrl,
    at: now.toISOString(),
    evidence: evidence ?? null,
  } satisfies MergeFact;
  if (await mergePosts(tx, now, fact)) {
    await writeOutbox(tx, factKeys.merge(fact.id), fact);
  }
}

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
  await refreshEdits(tx, target);
  await refreshPosts(tx, [target]);
  return true;
}

async function move(tx: Transaction<Schema>, now: Date, from: string, to: string): Promise<void> {
  for (const table of ['captures', 'looks', 'embeds', 'patches', 'card_pictures']) {
    await sql`UPDATE ${sql.table(table)} SET post_id = ${to} WHERE post_id = ${from}`.execute(tx);
  }
  await sql`UPDATE merges SET to_id = ${to} WHERE to_id = ${from}`.execute(tx);
  const { rows } = await sql<{
    open: boolean;
  }>`DELETE FROM rechecks WHERE id = ${from} RETURNING open`.execute(tx);
  if (rows[0]?.open) {
    await requestRecheck(tx, now, to);
  }
}
