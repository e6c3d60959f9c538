import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import {
  type DumpHeader,
  type DumpTable,
  type DumpTrailer,
  dumpVersion,
  headerSchema,
  kindOfLine,
  tableSchema,
  trailerSchema,
} from './format.ts';

/** The file is no dump, not a whole one, or one that was changed. Nothing of it is to be used. */
export class DamagedDumpError extends Error {
  override readonly name = 'DamagedDumpError';
}

export type DumpPart =
  | { kind: 'header'; header: DumpHeader }
  | { kind: 'table'; table: DumpTable }
  /** Of the table that came last; each is one line of JSON. */
  | { kind: 'rows'; lines: string[] }
  | { kind: 'trailer'; trailer: DumpTrailer };

export interface ReadDumpOptions {
  signal: AbortSignal;
  /** Told of the bytes of the file that were read since it was told last. */
  onBytes?: (bytes: number) => void;
}

/** What one statement takes to the database. */
const handedOverCharacters = 2_000_000;

/**
 * The parts of a dump, each as soon as it is read: whether the whole is right is known when the trailer comes. Rejects
 * with `DamagedDumpError`, at the end at the latest.
 */
export async function* readDump(path: string, options: ReadDumpOptions): AsyncGenerator<DumpPart> {
  const hash = createHash('sha256');
  const counts: Record<string, number> = {};
  let table: string | null = null;
  let hasHeader = false;
  let ended = false;
  for await (const lines of linesOf(path, options)) {
    let rows: string[] = [];
    for (const line of lines) {
      const kind = kindOfLine(line);
      if (ended || kind === 'unknown' || (kind === 'header') === hasHeader) {
        throw damaged(
          path,
          hasHeader ? 'a line stands where none should' : 'it does not begin as a dump does',
        );
      }
      if (kind === 'row') {
        if (table === null) {
          throw damaged(path, 'a row is of no table');
        }
        rows.push(line);
        counts[table] = (counts[table] ?? 0) + 1;
      } else if (rows.length > 0) {
        yield { kind: 'rows', lines: rows };
        rows = [];
      }
      if (kind === 'header') {
        yield { kind, header: parseHeader(path, line) };
        hasHeader = true;
      } else if (kind === 'table') {
        const found = parse(path, tableSchema, line);
        table = found.table;
        counts[table] = 0;
        yield { kind, table: found };
      } else if (kind === 'trailer') {
        const trailer = parse(path, trailerSchema, line);
        assertWhole(path, trailer, { counts, sha256: hash.digest('hex') });
        ended = true;
        yield { kind, trailer };
      }
      if (!ended) {
        hash.update(line).update('\n');
      }
    }
    if (rows.length > 0) {
      yield { kind: 'rows', lines: rows };
    }
  }
  if (!ended) {
    throw damaged(path, 'its end is missing');
  }
}

/** Reads all of it and keeps nothing. Rejects with `DamagedDumpError`. */
export async function checkDump(
  path: string,
  options: ReadDumpOptions,
): Promise<{ header: DumpHeader; trailer: DumpTrailer }> {
  let header: DumpHeader | null = null;
  let trailer: DumpTrailer | null = null;
  for await (const part of readDump(path, options)) {
    header = part.kind === 'header' ? part.header : header;
    trailer = part.kind === 'trailer' ? part.trailer : trailer;
  }
  if (header === null || trailer === null) {
    throw damaged(path, 'it is empty');
  }
  return { header, trailer };
}

function parseHeader(path: string, line: string): DumpHeader {
  const header = parse(path, headerSchema, line);
  if (header.version !== dumpVersion) {
    throw damaged(path, `it is of version ${header.version}, and this program reads ${dumpVersion}`);
  }
  return header;
}

interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false };
}

function parse<T>(path: string, schema: Schema<T>, line: string): T {
  const parsed = schema.safeParse(jsonOf(line));
  if (!parsed.success) {
    throw damaged(path, `a line is not what it should be: ${line.slice(0, 60)}`);
  }
  return parsed.data;
}

/** Undefined for what is no JSON, which no schema takes. */
function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function assertWhole(
  path: string,
  { tables, sha256 }: DumpTrailer,
  read: { counts: Record<string, number>; sha256: string },
): void {
  const wrong = Object.keys({ ...tables, ...read.counts }).find((name) => tables[name] !== read.counts[name]);
  if (wrong !== undefined) {
    throw damaged(path, `${wrong} has ${read.counts[wrong] ?? 0} rows instead of ${tables[wrong] ?? 0}`);
  }
  if (sha256 !== read.sha256) {
    throw damaged(path, 'it does not hash to what its end says');
  }
}

/** Lines of the unpacked file, several at a time; the last one may lack its line feed. */
async function* linesOf(path: string, { signal, onBytes }: ReadDumpOptions): AsyncGenerator<string[]> {
  const file = createReadStream(path, { signal });
  const unpacked = createGunzip();
  file.on('error', (error) => unpacked.destroy(error));
  file.on('data', (chunk) => onBytes?.(chunk.length));
  file.pipe(unpacked);
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest: string[] = [];
  let held: string[] = [];
  let characters = 0;
  try {
    for await (const chunk of unpacked) {
      const [first = '', ...more] = decoder.decode(chunk, { stream: true }).split('\n');
      rest.push(first);
      if (more.length > 0) {
        held.push(rest.join(''), ...more.slice(0, -1));
        rest = [more.at(-1) ?? ''];
      }
      characters += chunk.length;
      if (characters >= handedOverCharacters) {
        yield held;
        held = [];
        characters = 0;
      }
    }
  } catch (error) {
    throw asDamage(path, error, signal);
  } finally {
    file.destroy();
  }
  const last = rest.join('');
  yield last === '' ? held : [...held, last];
}

/** What gzip says of a file that was cut off or changed, and bytes that are no text. */
function asDamage(path: string, error: unknown, signal: AbortSignal): unknown {
  signal.throwIfAborted();
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const isUnpacking = code.startsWith('Z_') || code === 'ERR_ENCODING_INVALID_ENCODED_DATA';
  return isUnpacking ? damaged(path, error instanceof Error ? error.message : code) : error;
}

function damaged(path: string, why: string): DamagedDumpError {
  return new DamagedDumpError(
    `${path} is no whole dump: ${why}. Nothing of it was taken; give another copy.`,
  );
}
