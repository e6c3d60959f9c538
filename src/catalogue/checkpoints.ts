import { sql } from 'kysely';
import type { Checkpoints, TimestampAuthorityState } from './catalogue.ts';
import type { Database, Executor } from './database.ts';
import { isoOrNull, storable } from './sql.ts';

/** Sizes that are looked at for the one with the most timestamps: a later one proves the same, but less early. */
const nearby = 20;

export function createCheckpoints(database: Database): Checkpoints {
  return {
    latest: () =>
      database.read(async (db) => {
        const { rows } = await sql<{ size: string; at: Date }>`
          SELECT size::text, at FROM checkpoints ORDER BY checkpoints.size DESC LIMIT 1`.execute(db);
        return rows[0] === undefined ? null : { size: Number(rows[0].size), at: rows[0].at.toISOString() };
      }),
    add: ({ size, at }) => database.read((db) => addCheckpoint(db, { size, at })),
    covering: (sequence) => database.read((db) => covering(db, sequence)),
    addTimestamp: ({ size, name, authority, at }) =>
      database.read(async (db) => {
        await sql`INSERT INTO timestamps (size, name, authority, at)
                  VALUES (${size}, ${name}, ${authority}, ${new Date(at)}) ON CONFLICT DO NOTHING`.execute(
          db,
        );
      }),
    authority: (url) => database.read((db) => authority(db, url)),
    async setAuthority(url, state) {
      const error = state.lastError === null ? null : storable(state.lastError);
      await database.read((db) =>
        sql`INSERT INTO timestamp_authorities (url, due_at, failures, failures_in_all, last_error, last_error_at)
            VALUES (${url}, ${new Date(state.dueAt)}, ${state.failures}, ${state.failuresInAll}, ${error},
                    ${state.lastErrorAt === null ? null : new Date(state.lastErrorAt)})
            ON CONFLICT (url) DO UPDATE SET due_at = excluded.due_at, failures = excluded.failures,
              failures_in_all = excluded.failures_in_all, last_error = excluded.last_error,
              last_error_at = excluded.last_error_at`.execute(db),
      );
    },
  };
}

export async function addCheckpoint(db: Executor, { size, at }: { size: number; at: string }): Promise<void> {
  await sql`INSERT INTO checkpoints (size, at) VALUES (${size}, ${new Date(at)}) ON CONFLICT DO NOTHING`.execute(
    db,
  );
}

async function covering(
  db: Executor,
  sequence: number,
): Promise<{ size: number; timestamps: string[] } | null> {
  const { rows } = await sql<{ size: string; timestamps: string[] }>`
    SELECT size::text, array_agg(name ORDER BY name) AS timestamps FROM timestamps
     WHERE size IN (SELECT DISTINCT size FROM timestamps WHERE size >= ${sequence} ORDER BY size LIMIT ${nearby})
     GROUP BY timestamps.size ORDER BY count(*) DESC, timestamps.size LIMIT 1`.execute(db);
  const [stamped] = rows;
  if (stamped !== undefined) {
    return { size: Number(stamped.size), timestamps: stamped.timestamps };
  }
  const { rows: plain } = await sql<{ size: string }>`
    SELECT size::text FROM checkpoints WHERE size >= ${sequence} ORDER BY checkpoints.size LIMIT 1`.execute(
    db,
  );
  return plain[0] === undefined ? null : { size: Number(plain[0].size), timestamps: [] };
}

async function authority(db: Executor, url: string): Promise<TimestampAuthorityState> {
  const { rows } = await sql<{
    dueAt: Date | null;
    failures: number | null;
    failuresInAll: string | null;
    lastError: string | null;
    lastErrorAt: Date | null;
    stampedSize: string | null;
  }>`
    SELECT due_at, failures, failures_in_all::text, last_error, last_error_at,
           (SELECT max(size) FROM timestamps WHERE authority = ${url})::text AS stamped_size
      FROM (SELECT ${url}::text AS url) AS asked LEFT JOIN timestamp_authorities USING (url)`.execute(db);
  const row = rows[0];
  return {
    dueAt: isoOrNull(row?.dueAt ?? null) ?? new Date(0).toISOString(),
    failures: row?.failures ?? 0,
    failuresInAll: Number(row?.failuresInAll ?? 0),
    lastError: row?.lastError ?? null,
    lastErrorAt: isoOrNull(row?.lastErrorAt ?? null),
    stampedSize: Number(row?.stampedSize ?? 0),
  };
}
