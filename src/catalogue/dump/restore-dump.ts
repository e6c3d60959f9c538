import { sql, type Transaction } from 'kysely';
import type { DumpFacts } from '../contract/dumps.ts';
import type { Database, Executor } from '../database.ts';
import { applyMigrations, CatalogueTooNewError, lockMigrations } from '../migrate.ts';
import type { Schema } from '../schema.ts';
import { voidLeases } from '../work.ts';
import { placeEventsAnew } from './events-anew.ts';
import { type DumpHeader, type DumpTrailer, textSettings } from './format.ts';
import { filledTables, movedTables, type OwnColumn, presentTables, unknownMigrations } from './own-tables.ts';
import { checkDump, DamagedDumpError, readDump } from './read-dump.ts';

/** A restore would mix two catalogues. */
export class CatalogueNotEmptyError extends Error {
  override readonly name = 'CatalogueNotEmptyError';
}

/** Something that is sealed under a key that is not in the dump. */
export interface SealedSecret {
  kind: 'signing-key' | 'webhook' | 'source';
  /** Of the webhook or source; of the signing key its name. */
  id: string;
  value: string;
}

export interface RestoreOptions {
  path: string;
  /** Rejects where a secret of the dump does not open with the keys that are given here: its reason is told, and nothing is kept. */
  checkSecrets: (secrets: readonly SealedSecret[]) => Promise<void>;
  signal: AbortSignal;
  /** How far: 0 to 1, of checking the file, then of loading it. */
  onProgress?: (step: 'check' | 'load', fraction: number) => void;
  /** Of the file. */
  bytes: number;
}

/** A dump that was read to its end and found whole. */
export interface CheckedDump {
  header: DumpHeader;
  trailer: DumpTrailer;
}

/** Reads the whole file. Rejects with `DamagedDumpError` or `CatalogueTooNewError`. */
export async function checkToRestore(options: RestoreOptions): Promise<CheckedDump> {
  const { path, signal } = options;
  const checked = await checkDump(path, { signal, onBytes: counter(options, 'check') });
  assertKnown(checked.header);
  return checked;
}

/**
 * Puts a dump into a database that has no catalogue, or an empty one, in one transaction: the schema as the dump has it, its
 * rows, then the schema of this version. Rejects with `CatalogueNotEmptyError`, or where anything does not fit, with
 * nothing changed.
 */
export async function restoreDump(
  database: Database,
  { header, trailer }: CheckedDump,
  options: RestoreOptions,
): Promise<DumpFacts> {
  await database.write(async (tx) => {
    await beginAnew(tx, new Set(header.migrations));
    const references = await dropReferences(tx);
    await load(tx, trailer, options);
    await restoreReferences(tx, references);
    await setSequences(tx, trailer);
    await placeEventsAnew(tx);
    await applyMigrations(tx, () => true);
    // Whoever worked at the old place is not here, and neither is what its queue knew.
    await voidLeases(tx);
    await options.checkSecrets(await secretsOf(tx));
    await sql`ANALYZE submissions, posts, captures, embeds, looks`.execute(tx);
  });
  return { ...header, tables: trailer.tables };
}

function counter({ onProgress, bytes }: RestoreOptions, step: 'check' | 'load'): (read: number) => void {
  let sum = 0;
  return (read) => {
    sum += read;
    onProgress?.(step, bytes === 0 ? 1 : sum / bytes);
  };
}

function assertKnown({ migrations: names, software }: DumpHeader): void {
  const unknown = unknownMigrations(names);
  if (unknown.length > 0) {
    throw new CatalogueTooNewError(
      `The dump is of a newer version (${software}; ${unknown.join(', ')} is not known here): restore it with that one.`,
    );
  }
}

/** Whatever stands there is empty, so it makes way for the schema that the dump fits. Who starts meanwhile waits. */
async function beginAnew(tx: Transaction<Schema>, names: ReadonlySet<string>): Promise<void> {
  await lockMigrations(tx);
  const filled = await filledTables(tx);
  if (filled.length > 0) {
    throw new CatalogueNotEmptyError(
      `The catalogue is not empty (${filled.join(', ')}): restore needs a database that nothing was started on. ` +
        'Give a new one, or move DATA_DIR/pg away.',
    );
  }
  const present = await presentTables(tx);
  if (present.length > 0) {
    await sql`DROP TABLE ${sql.join(present.map((name) => sql.table(name)))} CASCADE`.execute(tx);
  }
  await sql`DELETE FROM catalogue_migrations`.execute(tx);
  await applyMigrations(tx, (name) => names.has(name));
  const made = await movedTables(tx);
  // What a new catalogue begins with is in the dump, too.
  await sql`TRUNCATE ${sql.join(made.map(({ name }) => sql.table(name)))} CASCADE`.execute(tx);
  for (const [name, value] of textSettings) {
    await sql`SELECT set_config(${name}, ${value}, true)`.execute(tx);
  }
}

interface Reference {
  tableName: string;
  name: string;
  definition: string;
}

/** Rows come in any order; that all refer to something is checked for whole tables afterwards. */
async function dropReferences(tx: Transaction<Schema>): Promise<Reference[]> {
  const names = (await movedTables(tx)).map(({ name }) => name);
  const { rows } = await sql<Reference>`
    SELECT relname AS table_name, conname AS name, pg_get_constraintdef(pg_constraint.oid) AS definition
      FROM pg_constraint JOIN pg_class ON pg_class.oid = conrelid
     WHERE contype = 'f' AND relnamespace = current_schema()::regnamespace AND relname = ANY(${names}::text[])
     ORDER BY relname, conname`.execute(tx);
  for (const { tableName, name } of rows) {
    await sql`ALTER TABLE ${sql.table(tableName)} DROP CONSTRAINT ${sql.ref(name)}`.execute(tx);
  }
  return rows;
}

async function restoreReferences(tx: Transaction<Schema>, references: readonly Reference[]): Promise<void> {
  for (const { tableName, name, definition } of references) {
    await sql`ALTER TABLE ${sql.table(tableName)} ADD CONSTRAINT ${sql.ref(name)} ${sql.raw(definition)}`.execute(
      tx,
    );
  }
}

async function load(tx: Transaction<Schema>, checked: DumpTrailer, options: RestoreOptions): Promise<void> {
  const { path, signal } = options;
  const known = new Map((await movedTables(tx)).map((table) => [table.name, table.columns]));
  let insert: ((lines: string[]) => Promise<void>) | null = null;
  for await (const part of readDump(path, { signal, onBytes: counter(options, 'load') })) {
    if (part.kind === 'table') {
      insert = inserter(tx, part.table, known.get(part.table.table));
    } else if (part.kind === 'rows') {
      await insert?.(part.lines);
    } else if (part.kind === 'trailer' && part.trailer.sha256 !== checked.sha256) {
      throw new DamagedDumpError(`${path} changed while it was read. Nothing of it was taken.`);
    }
  }
}

/** PostgreSQL reads its own text back, into whatever type the column has. */
function inserter(
  tx: Executor,
  { table, columns }: { table: string; columns: string[] },
  present: readonly OwnColumn[] | undefined,
): (lines: string[]) => Promise<void> {
  const types = new Map(present?.map(({ name, type }) => [name, type]));
  const values = columns.map((name, place) => {
    const type = types.get(name);
    if (type === undefined) {
      throw new DamagedDumpError(`The dump has ${table}.${name}, which its own version does not have.`);
    }
    return sql`(line ->> ${sql.raw(String(place))})::${sql.raw(type)}`;
  });
  const into = sql.join(columns.map((name) => sql.ref(name)));
  return async (lines) => {
    await sql`
      INSERT INTO ${sql.table(table)} (${into}) OVERRIDING SYSTEM VALUE
      SELECT ${sql.join(values)} FROM jsonb_array_elements(${`[${lines.join(',')}]`}::jsonb) AS line`.execute(
      tx,
    );
  };
}

async function setSequences(tx: Transaction<Schema>, { sequences }: DumpTrailer): Promise<void> {
  for (const { table, column, last } of sequences) {
    await sql`SELECT setval(pg_get_serial_sequence(${table}, ${column}), ${last}::bigint)`.execute(tx);
  }
}

/** One of each kind is enough: all of a kind are sealed alike. */
async function secretsOf(tx: Transaction<Schema>): Promise<SealedSecret[]> {
  const { rows } = await sql<SealedSecret>`
    SELECT 'signing-key' AS kind, name AS id, value FROM secrets WHERE name = 'signing-key'
    UNION ALL
    (SELECT 'webhook', id, secrets -> 0 ->> 'sealed' FROM webhooks ORDER BY created_at DESC LIMIT 1)
    UNION ALL
    (SELECT 'source', id, secret FROM sources WHERE secret IS NOT NULL ORDER BY created_at DESC LIMIT 1)`.execute(
    tx,
  );
  return rows;
}
