import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Manifest } from '#domain/capture.ts';
import { newId } from '#domain/ids.ts';
import { isGone, type PostId } from '#domain/post.ts';
import type { Schema } from './schema.ts';
import { rankOf } from './sql.ts';

/** What archives had not a week ago they seldom have now. */
const againAfterMs = 7 * 86_400_000;

/**
 * A post that is gone and of which nothing is held is looked for in archives of the web, by a capture of its own that waits
 * with those of its kind.
 */
export async function planRecovery(
  tx: Transaction<Schema>,
  now: Date,
  postId: PostId,
  { captureId, outcome, absence, source, recovers }: Manifest,
): Promise<void> {
  const isLost = outcome === 'absent' ? absence !== null && isGone(absence) : source === 'quotation';
  if (recovers === null && isLost) {
    await insertRecovery(tx, now, postId, sql`SELECT id, priority FROM captures WHERE id = ${captureId}`);
  }
}

/** The same where a re-check found it gone: it makes up for the last capture that could not keep it. */
export async function planRecoveryOfGone(tx: Transaction<Schema>, now: Date, postId: PostId): Promise<void> {
  await insertRecovery(
    tx,
    now,
    postId,
    sql`SELECT id, ${rankOf('bulk')}::smallint AS priority FROM captures
         WHERE post_id = ${postId} AND NOT open AND recovers IS NULL ORDER BY finished_at DESC, id DESC LIMIT 1`,
  );
}

async function insertRecovery(
  tx: Transaction<Schema>,
  now: Date,
  postId: PostId,
  found: RawBuilder<unknown>,
): Promise<void> {
  const since = new Date(now.getTime() - againAfterMs);
  await sql`
    INSERT INTO captures (id, post_id, source, recovers, priority, created_at)
    SELECT ${newId(now)}, ${postId}, 'archive', found.id, found.priority, ${now} FROM (${found}) AS found
     WHERE NOT EXISTS (
       SELECT FROM captures AS other
        WHERE other.post_id = ${postId}
          AND (other.outcome IN ('complete', 'partial') AND other.source <> 'quotation'
               OR other.recovers IS NOT NULL AND other.created_at > ${since}))`.execute(tx);
}
