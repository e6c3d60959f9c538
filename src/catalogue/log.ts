import { sql } from 'kysely';
import type { LogEntry, LogEntryKind } from '#domain/log.ts';
import type { Log } from './catalogue.ts';
import type { Database, Executor } from './database.ts';

/**
 * The next entry of the log. Comes last in its transaction: the head's row lock makes those that commit at the same time
 * take their numbers one after the other, without gaps, and none is visible before its predecessor. An old page of the
 * head is made good by the entries.
 */
export async function appendToLog(
  db: Executor,
  { kind, sha256, at }: LogEntry & { at: Date },
): Promise<void> {
  await sql`
    WITH head AS (
      UPDATE log_head SET size = 1 + greatest(size, (SELECT max(log_entries.sequence) FROM log_entries)) RETURNING size
    )
    INSERT INTO log_entries (sequence, kind, sha256, at)
    SELECT size, ${kind}, ${sha256}, ${at} FROM head`.execute(db);
}

/** Unless it is there. */
export async function appendOnceToLog(db: Executor, entry: LogEntry & { at: Date }): Promise<void> {
  const { rows } = await sql`SELECT FROM log_entries WHERE sha256 = ${entry.sha256}`.execute(db);
  if (rows.length === 0) {
    await appendToLog(db, entry);
  }
}

interface EntryRow {
  sequence: string;
  kind: LogEntryKind;
  sha256: string;
  captureId: string | null;
  at: Date;
}

export function createLog(database: Database): Log {
  return {
    entries: (afterSequence, limit) =>
      database.read(async (db) => {
        const { rows } = await sql<EntryRow>`
          SELECT sequence::text, kind, sha256, at,
                 (SELECT id FROM captures WHERE manifest_sha256 = sha256 LIMIT 1) AS capture_id
            FROM log_entries
           WHERE log_entries.sequence > ${afterSequence} ORDER BY log_entries.sequence LIMIT ${limit}`.execute(
          db,
        );
        return rows.map((row) => ({ ...row, sequence: Number(row.sequence), at: row.at.toISOString() }));
      }),
    size: () =>
      database.read((db) => one(db, sql`SELECT coalesce(max(sequence), 0)::text AS number FROM log_entries`)),
    sequenceOf: (sha256) =>
      database.read(async (db) => {
        const found = await one(
          db,
          sql`SELECT coalesce(max(sequence), 0)::text AS number FROM log_entries WHERE sha256 = ${sha256}`,
        );
        return found === 0 ? null : found;
      }),
  };
}

async function one(db: Executor, query: ReturnType<typeof sql>): Promise<number> {
  const { rows } = await sql<{ number: string }>`${query}`.execute(db);
  return Number(rows[0]?.number ?? 0);
}
