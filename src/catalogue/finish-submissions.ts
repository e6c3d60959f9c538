import { type RawBuilder, sql, type Transaction } from 'kysely';
import { recordEvents } from './events.ts';
import type { Schema } from './schema.ts';

/**
 * Ends those submissions for which nothing waits or runs any more, each once, with the event `done`. Locks them first:
 * of two captures that end at the same time the second sees the first.
 */
export async function finishSubmissions(
  tx: Transaction<Schema>,
  now: Date,
  which: RawBuilder<unknown>,
): Promise<void> {
  await sql`SELECT FROM submissions WHERE finished_at IS NULL AND ${which} ORDER BY id FOR UPDATE`.execute(
    tx,
  );
  const { rows } = await sql<{ id: string }>`
    UPDATE submissions SET finished_at = ${now}
     WHERE finished_at IS NULL AND ${which}
       AND NOT EXISTS (SELECT FROM articles WHERE articles.id = submissions.id AND articles.open)
       AND NOT EXISTS (
         SELECT FROM embeds JOIN captures ON captures.id = embeds.capture_id
          WHERE embeds.submission_id = submissions.id AND captures.open)
    RETURNING id`.execute(tx);
  await recordEvents(
    tx,
    now,
    rows.map(({ id }) => ({ type: 'done', submissionId: id, data: { status: 'done' } })),
  );
}

export function thisSubmission(id: string): RawBuilder<unknown> {
  return sql`submissions.id = ${id}`;
}

export function submissionsWith(captureId: string): RawBuilder<unknown> {
  return sql`submissions.id IN (SELECT submission_id FROM embeds WHERE capture_id = ${captureId})`;
}
