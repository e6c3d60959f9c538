import { sql } from 'kysely';
import { CollectedObjectsError } from '#domain/errors.ts';
import type { Garbage } from './catalogue.ts';
import type { Database, Executor } from './database.ts';
import { referred } from './purges.ts';
import { fromNow, textArray } from './sql.ts';

/** A collector that has not removed by then what it condemned has died, or has stopped by itself. */
const condemnedForMs = 10 * 60_000;

export function createGarbage(database: Database): Garbage {
  return {
    condemn: (objects) =>
      database.write(async (tx) => {
        // Waits for every transaction that has looked here: what those rely on is seen below, and who comes later sees this.
        await sql`LOCK TABLE garbage IN ACCESS EXCLUSIVE MODE`.execute(tx);
        const needed = new Set(await referred(tx, objects));
        const condemned = objects.filter((object) => !needed.has(object));
        await sql`
          INSERT INTO garbage (sha256, condemned_at)
          SELECT sha256, clock_timestamp() FROM unnest(${textArray(condemned)}) AS condemned (sha256)
          ON CONFLICT (sha256) DO UPDATE SET condemned_at = excluded.condemned_at, collected_at = NULL`.execute(
          tx,
        );
        return condemned;
      }),
    async collected(objects) {
      await database.read((db) =>
        sql`UPDATE garbage SET collected_at = clock_timestamp() WHERE sha256 = ANY(${textArray(objects)})`.execute(
          db,
        ),
      );
    },
    async spare(objects) {
      await database.read((db) =>
        sql`DELETE FROM garbage WHERE sha256 = ANY(${textArray(objects)}) AND collected_at IS NULL`.execute(
          db,
        ),
      );
    },
    settledAt: (sha256) =>
      database.read(async (db) => {
        const { rows } = await sql<{ settledAt: string | null }>`
          SELECT ${settled}::text AS settled_at FROM garbage WHERE sha256 = ${sha256}`.execute(db);
        // No row any more: whoever wrote it has spared the object.
        return rows[0] === undefined ? '' : rows[0].settledAt;
      }),
    release: (sha256, settledAt) =>
      database.write(async (tx) => {
        await sql`DELETE FROM garbage WHERE sha256 = ${sha256} AND ${settled}::text = ${settledAt}`.execute(
          tx,
        );
        const { rows } = await sql`SELECT FROM garbage WHERE sha256 = ${sha256}`.execute(tx);
        return rows.length === 0;
      }),
  };
}

const settled = sql`coalesce(collected_at, CASE WHEN condemned_at < ${fromNow(-condemnedForMs)} THEN condemned_at END)`;

/**
 * To be called in the transaction that begins to rely on what `document` names. Throws `CollectedObjectsError` where some of
 * it is removed in this moment, or was not long ago.
 */
export async function assertNotCollected(tx: Executor, document: string): Promise<void> {
  const named = [...new Set(document.match(/(?<=")[0-9a-f]{64}(?=")/g))];
  if (named.length === 0) {
    return;
  }
  const { rows } = await sql<{ sha256: string }>`
    SELECT sha256 FROM garbage WHERE sha256 = ANY(${textArray(named)})`.execute(tx);
  if (rows.length > 0) {
    throw new CollectedObjectsError(rows.map(({ sha256 }) => sha256));
  }
}

/** Whoever stored bytes before that has long said so. */
export async function forgetGarbage(db: Executor, olderThanMs: number): Promise<void> {
  await sql`DELETE FROM garbage WHERE condemned_at < ${fromNow(-olderThanMs)}`.execute(db);
}
