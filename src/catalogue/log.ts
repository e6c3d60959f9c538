import { sql } from 'kysely';
import type { Log } from './catalogue.ts';
import type { Database, Executor } from './database.ts';

/**
 * The next entry of the log. Comes last in its transaction: the head's row lock makes those that commit at the same time
 * take their numbers one after the other, without gaps, and none is visible before its predecessor. An old page of the
 * head is made good by the entries.
 */
export async function appendToLog(
  db: Executor,
  { captureId, manifestSha256, at }: { captureId: string; manifestSha256: string; at: Date },
): Promise<void> {
  await sql`
    WITH head AS (
      UPDATE log_head SET size = 1 + greatest(size, (SELECT max(log_entries.sequence) FROM log_entries)) RETURNING size
    )
    INSERT INTO log_entries (sequence, capture_id, manifest_sha256, at)
    SELECT size, ${captureId}, ${manifestSha256}, ${at} FROM head`.execute(db);
}

export function createLog(database: Database): Log {
  return {
    entries: (afterSequence, limit) =>
      database.read(async (db) => {
        const { rows } = await sql<{ sequence: string; captureId: string; manifestSha256: string; at: Date }>`
          SELECT sequence::text, capture_id, manifest_sha256, at FROM log_entries
           WHERE log_entries.sequence > ${afterSequence} ORDER BY log_entries.sequence LIMIT ${limit}`.execute(
          db,
        );
        return rows.map((row) => ({ ...row, sequence: Number(row.sequence), at: row.at.toISOString() }));
      }),
  };
}
