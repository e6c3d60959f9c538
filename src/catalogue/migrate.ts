import { sql, type Transaction } from 'kysely';
import { type Database, sqlStateOf } from './database.ts';
import { migrations } from './migrations/index.ts';
import type { Schema } from './schema.ts';

/** The catalogue was made by a newer version of the service. */
export class CatalogueTooNewError extends Error {
  override readonly name = 'CatalogueTooNewError';
}

/** Brings the schema up to date in one transaction; processes that start together wait for each other. */
export async function migrate(database: Database): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await database.write(applyMissing);
      return;
    } catch (error) {
      if (attempt === attempts || !isRaceToCreate(error)) {
        throw error;
      }
    }
  }
}

const attempts = 5;

/** `IF NOT EXISTS` fails where another process creates the same at the same moment. */
function isRaceToCreate(error: unknown): boolean {
  return ['23505', '42P07'].includes(sqlStateOf(error) ?? '');
}

async function applyMissing(tx: Transaction<Schema>): Promise<void> {
  await sql`CREATE TABLE IF NOT EXISTS catalogue_migrations (name text PRIMARY KEY, at timestamptz NOT NULL)`.execute(
    tx,
  );
  // A table lock rather than an advisory one: it ends with the transaction whatever pools the connection.
  await sql`LOCK TABLE catalogue_migrations IN EXCLUSIVE MODE`.execute(tx);
  const { rows } = await sql<{ name: string }>`SELECT name FROM catalogue_migrations`.execute(tx);
  const applied = new Set(rows.map(({ name }) => name));
  assertKnown(applied);
  for (const migration of migrations) {
    if (!applied.has(migration.name)) {
      await apply(tx, migration);
    }
  }
}

function assertKnown(applied: ReadonlySet<string>): void {
  const known = new Set(migrations.map(({ name }) => name));
  const unknown = [...applied].filter((name) => !known.has(name));
  if (unknown.length > 0) {
    throw new CatalogueTooNewError(
      `The catalogue has migrations that this version does not know (${unknown.join(', ')}): start the newer version.`,
    );
  }
}

async function apply(tx: Transaction<Schema>, migration: { name: string; sql: string }): Promise<void> {
  for (const statement of migration.sql.split(/;\s*$/m)) {
    if (statement.trim() !== '') {
      await sql.raw(statement).execute(tx);
    }
  }
  await sql`INSERT INTO catalogue_migrations VALUES (${migration.name}, clock_timestamp())`.execute(tx);
}
