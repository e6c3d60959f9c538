import { sql } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type { Replica, ReplicaState } from './catalogue.ts';
import type { Database, Executor } from './database.ts';
import { isoOrNull, jsonb, storable, textArray } from './sql.ts';

export function createReplica(database: Database, clock: Clock): Replica {
  return {
    async note(key) {
      await database.read((db) =>
        sql`INSERT INTO replica_documents (key, noted_at) VALUES (${key}, ${clock.now()})
            ON CONFLICT DO NOTHING`.execute(db),
      );
    },
    waiting: (limit) =>
      database.read(async (db) => {
        const { rows } = await sql<{ key: string; notedAt: Date }>`
          SELECT key, noted_at FROM replica_documents ORDER BY sequence LIMIT ${limit}`.execute(db);
        return rows.map(({ key, notedAt }) => ({ key, notedAt: notedAt.toISOString() }));
      }),
    async settled(keys) {
      await database.read((db) =>
        sql`DELETE FROM replica_documents WHERE key = ANY(${textArray(keys)})`.execute(db),
      );
    },
    async putOff(keys) {
      await database.read((db) =>
        sql`UPDATE replica_documents
               SET sequence = nextval(pg_get_serial_sequence('replica_documents', 'sequence'))
             WHERE key = ANY(${textArray(keys)})`.execute(db),
      );
    },
    state: () => database.read(readState),
    async advance(place) {
      await database.read((db) =>
        sql`UPDATE replica_turn SET place = ${place}, started_at = coalesce(started_at, ${clock.now()})`.execute(
          db,
        ),
      );
    },
    async endTurn(problems) {
      const finishedAt = clock.now().toISOString();
      await database.write(async (tx) => {
        const { turn } = await readState(tx);
        const last = { startedAt: turn?.startedAt ?? finishedAt, finishedAt, problems };
        await sql`UPDATE replica_turn SET place = NULL, started_at = NULL, last_turn = ${jsonb(last)}`.execute(
          tx,
        );
      });
    },
    async failed(message) {
      const error = message === null ? null : storable(message);
      await database.read((db) =>
        sql`UPDATE replica_turn SET error = ${error}, error_at = ${message === null ? null : clock.now()}
             WHERE error IS DISTINCT FROM ${error}`.execute(db),
      );
    },
  };
}

interface TurnRow {
  waiting: number;
  waitingSince: Date | null;
  place: string | null;
  startedAt: Date | null;
  lastTurn: ReplicaState['lastTurn'];
  error: string | null;
  errorAt: Date | null;
}

async function readState(db: Executor): Promise<ReplicaState> {
  const { rows } = await sql<TurnRow>`
    SELECT replica_turn.*, (SELECT count(*)::integer FROM replica_documents) AS waiting,
           (SELECT min(noted_at) FROM replica_documents) AS waiting_since
      FROM replica_turn`.execute(db);
  const [row] = rows;
  if (row === undefined) {
    throw new Error('the row of replica_turn is missing');
  }
  const startedAt = isoOrNull(row.startedAt);
  const errorAt = isoOrNull(row.errorAt);
  return {
    waiting: row.waiting,
    waitingSince: isoOrNull(row.waitingSince),
    turn: startedAt === null ? null : { startedAt, place: row.place ?? '' },
    lastTurn: row.lastTurn,
    error: row.error === null || errorAt === null ? null : { at: errorAt, message: row.error },
  };
}
