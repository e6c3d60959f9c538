import { sql } from 'kysely';
import type { Manifest } from '#domain/capture.ts';
import type { Clock } from '#domain/clock.ts';
import type { DueCopy, SecondCopies } from './catalogue.ts';
import type { Database, Executor } from './database.ts';

export function createSecondCopies(database: Database, clock: Clock): SecondCopies {
  const after = (delayMs: number) => new Date(clock.now().getTime() + delayMs);
  const change = async (captureId: string, change: ReturnType<typeof sql>) => {
    await database.write((tx) =>
      sql`UPDATE second_copies SET ${change} WHERE capture_id = ${captureId}`.execute(tx),
    );
  };
  return {
    due: (limit) =>
      database.read(async (db) => {
        const { rows } = await sql<DueCopy>`
          SELECT capture_id, manifest_sha256, posts.canonical_url AS url, job_id, second_copies.attempts
            FROM second_copies JOIN captures ON captures.id = capture_id JOIN posts ON posts.id = captures.post_id
           WHERE second_copies.at IS NULL AND second_copies.due_at <= ${clock.now()} AND NOT posts.restricted
           ORDER BY second_copies.due_at, capture_id LIMIT ${limit}`.execute(db);
        return rows;
      }),
    started: (captureId, jobId, delayMs) =>
      change(captureId, sql`job_id = ${jobId}, due_at = ${after(delayMs)}`),
    postpone: (captureId, delayMs, costsAttempt) =>
      change(
        captureId,
        costsAttempt
          ? sql`attempts = attempts + 1, job_id = NULL, due_at = ${after(delayMs)}`
          : sql`due_at = ${after(delayMs)}`,
      ),
    finish: (captureId, url, at) => change(captureId, sql`url = ${url}, at = ${new Date(at)}`),
  };
}

/** Only what was seen to be live: an archive that is asked for the rest would keep a wall. */
export async function planSecondCopy(
  db: Executor,
  now: Date,
  { captureId, outcome, source, absence }: Manifest,
): Promise<void> {
  if (source === 'original' && absence === null && (outcome === 'complete' || outcome === 'partial')) {
    await sql`
      INSERT INTO second_copies (capture_id, due_at) VALUES (${captureId}, ${now}) ON CONFLICT DO NOTHING`.execute(
      db,
    );
  }
}
