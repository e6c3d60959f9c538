import { sql } from 'kysely';
import type { Manifest } from '#domain/capture.ts';
import type { Clock } from '#domain/clock.ts';
import type { Replays } from './catalogue.ts';
import type { Database, Executor } from './database.ts';

export function createReplays(database: Database, clock: Clock): Replays {
  return {
    due: (limit) =>
      database.read(async (db) => {
        const { rows } = await sql<{ captureId: string; manifestSha256: string; attempts: number }>`
          SELECT capture_id, manifest_sha256, replays.attempts FROM replays JOIN captures ON captures.id = capture_id
           WHERE replay IS NULL AND replays.due_at <= ${clock.now()} ORDER BY replays.due_at, capture_id
           LIMIT ${limit}`.execute(db);
        return rows;
      }),
    async finish(captureId, { replay, at }) {
      await database.write((tx) =>
        sql`UPDATE replays SET replay = ${replay}, at = ${new Date(at)} WHERE capture_id = ${captureId}`.execute(
          tx,
        ),
      );
    },
    async postpone(captureId, delayMs) {
      const dueAt = new Date(clock.now().getTime() + delayMs);
      await database.write((tx) =>
        sql`UPDATE replays SET attempts = attempts + 1, due_at = ${dueAt} WHERE capture_id = ${captureId}`.execute(
          tx,
        ),
      );
    },
  };
}

/** Only of an archive that showed its post can be told whether it does so again. */
export async function planReplay(db: Executor, now: Date, { captureId, artifacts }: Manifest): Promise<void> {
  if (artifacts.some(({ role, verdict }) => role === 'wacz' && verdict.shows === 'expected')) {
    await sql`INSERT INTO replays (capture_id, due_at) VALUES (${captureId}, ${now}) ON CONFLICT DO NOTHING`.execute(
      db,
    );
  }
}
