import { sql } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type { Secrets } from './catalogue.ts';
import type { Database, Executor } from './database.ts';

export function createSecrets(database: Database, clock: Clock): Secrets {
  return {
    get: (name) => database.read((db) => get(db, name)),
    create: (name, value) =>
      database.write(async (tx) => {
        await sql`INSERT INTO secrets (name, value, at) VALUES (${name}, ${value}, ${clock.now()})
                  ON CONFLICT DO NOTHING`.execute(tx);
        return (await get(tx, name)) ?? value;
      }),
    replace: (name, from, to) =>
      database.read(async (db) => {
        const { numAffectedRows } = await sql`
          UPDATE secrets SET value = ${to}, at = ${clock.now()} WHERE name = ${name} AND value = ${from}`.execute(
          db,
        );
        return (numAffectedRows ?? 0n) > 0n;
      }),
  };
}

async function get(db: Executor, name: string): Promise<string | null> {
  const { rows } = await sql<{ value: string }>`SELECT value FROM secrets WHERE name = ${name}`.execute(db);
  return rows[0]?.value ?? null;
}
