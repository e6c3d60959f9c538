import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGzip } from 'node:zlib';
import { sql, type Transaction } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type { DumpFacts, Dumps } from '../contract/dumps.ts';
import type { Database } from '../database.ts';
import { CatalogueTooNewError } from '../migrate.ts';
import type { Schema } from '../schema.ts';
import { type DumpHeader, type DumpTrailer, dumpFormat, dumpVersion, textSettings } from './format.ts';
import { movedTables, type OwnTable, unknownMigrations } from './own-tables.ts';

/** How much of a table is asked for at a time. */
const fetchedBytes = 2_000_000;
const mostRowsAtATime = 5000;

export function createDumps(database: Database, clock: Clock): Dumps {
  return {
    async write(path, { software, signal }) {
      const header = {
        format: dumpFormat,
        version: dumpVersion,
        software,
        at: clock.now().toISOString(),
      } as const;
      try {
        return await database.write((tx) => writeDump(tx, { path, header, signal }));
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      }
    },
  };
}

interface DumpOrder {
  path: string;
  header: Omit<DumpHeader, 'migrations'>;
  signal: AbortSignal;
}

async function writeDump(tx: Transaction<Schema>, { path, header, signal }: DumpOrder): Promise<DumpFacts> {
  // All of it as of one moment, whoever writes meanwhile.
  await sql`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`.execute(tx);
  for (const [name, value] of textSettings) {
    await sql`SELECT set_config(${name}, ${value}, true)`.execute(tx);
  }
  const migrations = await appliedMigrations(tx);
  const unknown = unknownMigrations(migrations);
  if (unknown.length > 0) {
    throw new CatalogueTooNewError(
      `The catalogue is of a newer version (${unknown.join(', ')}), of which this one would leave something out: dump it with that one.`,
    );
  }
  const tables: Record<string, number> = {};
  const lines = dumpLines(tx, { ...header, migrations }, tables);
  // Rows are half repetition: the least effort makes a fifth of them, and more effort costs more than it saves.
  const gzip = createGzip({ level: constants.Z_BEST_SPEED });
  const file = createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true });
  await pipeline(Readable.from(lines), gzip, file, { signal });
  return { software: header.software, at: header.at, migrations, tables };
}

async function appliedMigrations(tx: Transaction<Schema>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM catalogue_migrations ORDER BY name COLLATE "C"`.execute(tx);
  return rows.map(({ name }) => name);
}

/** In pieces of many lines; `counts` is filled on the way. */
async function* dumpLines(
  tx: Transaction<Schema>,
  header: DumpHeader,
  counts: Record<string, number>,
): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const hashed = (text: string) => {
    hash.update(text);
    return text;
  };
  const tables = await movedTables(tx);
  yield hashed(`${JSON.stringify(header)}\n`);
  for (const table of tables) {
    const columns = table.columns.map(({ name }) => name);
    yield hashed(`${JSON.stringify({ table: table.name, columns })}\n`);
    counts[table.name] = 0;
    for await (const lines of rowsOf(tx, table)) {
      counts[table.name] = (counts[table.name] ?? 0) + lines.length;
      yield hashed(`${lines.join('\n')}\n`);
    }
  }
  const trailer = {
    tables: counts,
    sequences: await sequencesOf(tx, tables),
    sha256: hash.digest('hex'),
  } satisfies DumpTrailer;
  yield `${JSON.stringify(trailer)}\n`;
}

/** As many rows at a time as weigh about the same. */
async function* rowsOf(tx: Transaction<Schema>, { name, columns }: OwnTable): AsyncGenerator<string[]> {
  const values = sql.join(columns.map((column) => sql`${sql.ref(column.name)}::text`));
  await sql`
    DECLARE dumped NO SCROLL CURSOR FOR
     SELECT json_build_array(${values})::text AS line FROM ${sql.table(name)}`.execute(tx);
  for (let count = 10; ; ) {
    const { rows } = await sql<{ line: string }>`FETCH ${sql.raw(String(count))} FROM dumped`.execute(tx);
    if (rows.length === 0) {
      break;
    }
    // JSON has no line feed but between its tokens, and PostgreSQL writes none there.
    const lines = rows.map(({ line }) => line);
    yield lines;
    const bytes = lines.reduce((sum, line) => sum + line.length, 0);
    count = Math.max(1, Math.min(mostRowsAtATime, count * 2, Math.round((count * fetchedBytes) / bytes)));
  }
  await sql`CLOSE dumped`.execute(tx);
}

/** Those that gave a number at all. */
async function sequencesOf(
  tx: Transaction<Schema>,
  tables: readonly OwnTable[],
): Promise<DumpTrailer['sequences']> {
  const sequences: DumpTrailer['sequences'] = [];
  for (const { name: table, columns } of tables) {
    for (const { name: column } of columns.filter(({ isIdentity }) => isIdentity)) {
      const { rows } = await sql<{ last: string | null }>`
        SELECT pg_sequence_last_value(pg_get_serial_sequence(${table}, ${column})::regclass)::text AS last`.execute(
        tx,
      );
      const last = rows[0]?.last ?? null;
      if (last !== null) {
        sequences.push({ table, column, last });
      }
    }
  }
  return sequences;
}
