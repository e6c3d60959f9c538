import { sql, type Transaction } from 'kysely';
import type { Logger } from '#logger.ts';
import type { Database } from './database.ts';
import { sqlStateOf } from './database-errors.ts';
import { migrations } from './migrations/index.ts';
import type { Migration } from './migrations/migration.ts';
import type { Schema } from './schema.ts';

/** The catalogue was made by a newer version of the service, and this one would do it harm. */
export class CatalogueTooNewError extends Error {
  override readonly name = 'CatalogueTooNewError';
}

/**
 * Brings the schema up to date in one transaction; processes that start together wait for each other. Resolves to the migrations
 * of newer versions that were found and only add to what this one knows.
 */
export async function migrate(database: Database): Promise<string[]> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await database.write(applyMissing);
    } catch (error) {
      if (attempt === attempts || !isRaceToCreate(error)) {
        throw error;
      }
    }
  }
}

/** It works, and whoever runs it may have meant another version. */
export function warnOfNewer(newer: string[], logger: Logger): void {
  if (newer.length > 0) {
    logger.warn(
      { newer },
      'the catalogue is of a newer version, which added to it what this one does not use',
    );
  }
}

const attempts = 5;

/** `IF NOT EXISTS` fails where another process creates the same at the same moment. */
function isRaceToCreate(error: unknown): boolean {
  return ['23505', '42P07'].includes(sqlStateOf(error) ?? '');
}

async function applyMissing(tx: Transaction<Schema>): Promise<string[]> {
  await lockMigrations(tx);
  const newer = newerThanThis(await appliedMigrations(tx));
  await applyMigrations(tx, () => true);
  return newer;
}

/** Whoever else wants to change the schema waits until the transaction ends. */
export async function lockMigrations(tx: Transaction<Schema>): Promise<void> {
  await sql`CREATE TABLE IF NOT EXISTS catalogue_migrations (name text PRIMARY KEY, at timestamptz NOT NULL)`.execute(
    tx,
  );
  // A table lock rather than an advisory one: it ends with the transaction whatever pools the connection.
  await sql`LOCK TABLE catalogue_migrations IN EXCLUSIVE MODE`.execute(tx);
  await rememberWhatBreaks(tx);
}

/** Those that are missing of the ones that are wanted, in order. */
export async function applyMigrations(
  tx: Transaction<Schema>,
  isWanted: (name: string) => boolean,
): Promise<void> {
  const applied = new Set((await appliedMigrations(tx)).map(({ name }) => name));
  for (const migration of migrations) {
    if (isWanted(migration.name) && !applied.has(migration.name)) {
      await apply(tx, migration);
    }
  }
}

async function appliedMigrations(tx: Transaction<Schema>): Promise<Applied[]> {
  const { rows } = await sql<Applied>`SELECT name, breaks FROM catalogue_migrations ORDER BY name`.execute(
    tx,
  );
  return rows;
}

interface Applied {
  name: string;
  /** Why software from before it cannot work with it. */
  breaks: string | null;
}

/** The table is older than this column, which is looked for first: adding it waits for all who read. */
async function rememberWhatBreaks(tx: Transaction<Schema>): Promise<void> {
  const { rows } = await sql`
    SELECT 1 FROM pg_attribute
      WHERE attrelid = 'catalogue_migrations'::regclass AND attname = 'breaks' AND NOT attisdropped`.execute(
    tx,
  );
  if (rows.length === 0) {
    await sql`ALTER TABLE catalogue_migrations ADD COLUMN breaks text`.execute(tx);
  }
}

function newerThanThis(applied: Applied[]): string[] {
  const known = new Set(migrations.map(({ name }) => name));
  const newer = applied.filter(({ name }) => !known.has(name));
  const breaking = newer.filter(({ breaks }) => breaks !== null);
  if (breaking.length > 0) {
    const why = breaking.map(({ name, breaks }) => `${name}: ${breaks}`).join('; ');
    throw new CatalogueTooNewError(
      `A newer version has changed the catalogue in a way that this version cannot work with (${why}). Start the newer version.`,
    );
  }
  return newer.map(({ name }) => name);
}

async function apply(tx: Transaction<Schema>, migration: Migration): Promise<void> {
  for (const statement of migration.sql.split(/;\s*$/m)) {
    if (statement.trim() !== '') {
      await sql.raw(statement).execute(tx);
    }
  }
  await sql`INSERT INTO catalogue_migrations (name, at, breaks)
    VALUES (${migration.name}, clock_timestamp(), ${migration.breaks ?? null})`.execute(tx);
}
