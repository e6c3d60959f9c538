import { sql } from 'kysely';
import type { Executor } from '../database.ts';
import { migrations } from '../migrations/index.ts';

/** Who is signed in, and which workers live, is of the moment and the place. */
const notMoved = new Set(['sessions', 'workers']);

const named = (pattern: RegExp) => [
  ...new Set(migrations.flatMap(({ sql: text }) => [...text.matchAll(pattern)].map(([, name = '']) => name))),
];

/** Every table that a migration makes; what else lies in the database is not ours. */
export const ownTables: readonly string[] = named(/^\s*CREATE TABLE (?:IF NOT EXISTS )?(\w+)/gm);

/** Those that have a row or two from the beginning. */
const seeded = new Set(named(/^\s*INSERT INTO (\w+)/gm));

export interface OwnColumn {
  name: string;
  type: string;
  /** Of `GENERATED … AS IDENTITY`. */
  isIdentity: boolean;
}

export interface OwnTable {
  name: string;
  /** In the order of their names, so that dumps compare; without those that are computed from others. */
  columns: OwnColumn[];
}

/** Names of those that this version does not know. */
export function unknownMigrations(names: readonly string[]): string[] {
  const known = new Set(migrations.map(({ name }) => name));
  return names.filter((name) => !known.has(name));
}

/** Tables of ours that the database has, which depends on its migrations. */
export async function presentTables(db: Executor): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT relname AS name FROM pg_class
     WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname = ANY(${[...ownTables]}::text[])
     ORDER BY relname COLLATE "C"`.execute(db);
  return rows.map(({ name }) => name);
}

/** What a dump holds. */
export async function movedTables(db: Executor): Promise<OwnTable[]> {
  const { rows } = await sql<OwnColumn & { tableName: string }>`
    SELECT relname AS table_name, attname AS name, format_type(atttypid, atttypmod) AS type,
           attidentity <> '' AS is_identity
      FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
     WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname = ANY(${[...ownTables]}::text[])
       AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
     ORDER BY relname COLLATE "C", attname COLLATE "C"`.execute(db);
  const tables = new Map<string, OwnTable>();
  for (const { tableName, ...column } of rows.filter(({ tableName }) => !notMoved.has(tableName))) {
    const table = tables.get(tableName) ?? { name: tableName, columns: [] };
    table.columns.push(column);
    tables.set(tableName, table);
  }
  return [...tables.values()];
}

/** Tables that hold something, besides what a new catalogue begins with. */
export async function filledTables(db: Executor): Promise<string[]> {
  const filled: string[] = [];
  for (const name of (await presentTables(db)).filter((table) => !seeded.has(table))) {
    const { rows } = await sql`SELECT FROM ${sql.table(name)} LIMIT 1`.execute(db);
    if (rows.length > 0) {
      filled.push(name);
    }
  }
  return filled;
}
