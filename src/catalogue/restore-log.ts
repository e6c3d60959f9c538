import { sql, type Transaction } from 'kysely';
import {
  DamagedLogError,
  entryText,
  type LogEntry,
  type LogEntryKind,
  logKeys,
  parseEntryBundle,
  tilePath,
  tilesAt,
  tileWidth,
} from '#domain/log.ts';
import { leafOf, rootOfLeaves } from '#domain/log-tree.ts';
import type { Catalogue } from './catalogue.ts';
import { addCheckpoint } from './checkpoints.ts';
import type { Database, Executor } from './database.ts';
import type { CatalogueSource } from './rebuild.ts';
import type { Schema } from './schema.ts';
import { jsonText } from './sql.ts';

/**
 * Brings the catalogue's log back to what was published: the same entries in the same places, whatever was lost or came
 * in another order; what was never published follows. Cheap where nothing differs. Resolves to whether anything did.
 * Rejects with `DamagedLogError` where what is published is not what was signed: the catalogue stays as it is then.
 */
export async function restoreLog(
  { reindex }: Pick<Catalogue, 'reindex'>,
  source: CatalogueSource,
): Promise<boolean> {
  const sizes = await publishedSizes(source);
  const size = sizes.at(-1) ?? 0;
  if (size === 0 || (await reindex.holdsLog(size, await lastEntries(source, size)))) {
    return false;
  }
  const entries: LogEntry[] = [];
  for (const place of tilesAt('entries', size)) {
    entries.push(...(await readBundle(source, place.index, place.width)));
  }
  await assertPublished(source, entries);
  await reindex.log(entries, sizes);
  return true;
}

/** Smallest first. */
async function publishedSizes(source: CatalogueSource): Promise<number[]> {
  const sizes: number[] = [];
  for await (const key of source.listDocuments(logKeys.checkpoints)) {
    const size = Number(key.slice(logKeys.checkpoints.length));
    if (Number.isSafeInteger(size)) {
      sizes.push(size);
    }
  }
  return sizes.sort((a, b) => a - b);
}

/** A bit that turned over in a bundle must not find its way into the catalogue, and from there into what is signed next. */
async function assertPublished(source: CatalogueSource, entries: readonly LogEntry[]): Promise<void> {
  const key = logKeys.checkpoint(entries.length);
  const checkpoint = await source.getDocument(key);
  const root = rootOfLeaves(entries.map((entry) => leafOf(entryText(entry))));
  // The third line of a checkpoint is its root (c2sp.org/tlog-checkpoint); whether it was signed is for the audit to say.
  const told = checkpoint === null ? '' : new TextDecoder().decode(checkpoint).split('\n')[2];
  if (told !== Buffer.from(root, 'hex').toString('base64')) {
    throw new DamagedLogError(
      `The ${entries.length} entries that are published have another root than ${key}: one of them is damaged, and audit names it`,
    );
  }
}

async function lastEntries(source: CatalogueSource, size: number): Promise<LogEntry[]> {
  const index = Math.floor((size - 1) / tileWidth);
  return readBundle(source, index, size - index * tileWidth);
}

async function readBundle(source: CatalogueSource, index: number, width: number): Promise<LogEntry[]> {
  const key = logKeys.tile(tilePath({ level: 'entries', index, width }));
  const bundle = await source.getDocument(key);
  const entries = bundle === null ? [] : parseEntryBundle(bundle);
  if (entries.length !== width) {
    throw new DamagedLogError(`${key} has ${entries.length} entries, not ${width}`);
  }
  return entries;
}

/** Whether the first `size` entries are all there and the last of them are these. */
export async function holdsLog(db: Executor, size: number, last: readonly LogEntry[]): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    SELECT (SELECT count(*) FROM log_entries WHERE sequence <= ${size}) = ${size}
       AND EXISTS (SELECT FROM checkpoints WHERE checkpoints.size = ${size})
       AND NOT EXISTS (
         SELECT FROM jsonb_to_recordset(${jsonText(numbered(last, size - last.length))}::jsonb)
                  AS given (sequence bigint, kind text, sha256 text)
          WHERE NOT EXISTS (SELECT FROM log_entries AS held
                 WHERE held.sequence = given.sequence AND held.kind = given.kind AND held.sha256 = given.sha256)
       ) AS held`.execute(db);
  return rows[0]?.held ?? false;
}

const batch = 5000;

/** The published entries first, in their places, then those that the catalogue has besides, in their order. */
export function createPutLog(database: Database) {
  return (published: readonly LogEntry[], sizes: readonly number[], now: Date): Promise<void> =>
    database.write(async (tx) => {
      await sql`UPDATE log_head SET size = size`.execute(tx);
      const named = new Set(published.map(({ sha256 }) => sha256));
      const { rows } = await sql<{ kind: LogEntryKind; sha256: string }>`
        SELECT kind, sha256 FROM log_entries ORDER BY sequence`.execute(tx);
      const entries = [...published, ...rows.filter(({ sha256 }) => !named.has(sha256))];
      await sql`DELETE FROM log_entries`.execute(tx);
      for (let start = 0; start < entries.length; start += batch) {
        await insertEntries(tx, numbered(entries.slice(start, start + batch), start), now);
      }
      await sql`UPDATE log_head SET size = ${entries.length}`.execute(tx);
      for (const size of sizes) {
        await addCheckpoint(tx, { size, at: now.toISOString() });
      }
    });
}

async function insertEntries(tx: Transaction<Schema>, entries: object[], now: Date): Promise<void> {
  await sql`
    INSERT INTO log_entries (sequence, kind, sha256, at)
    SELECT sequence, kind, sha256, ${now}
      FROM jsonb_to_recordset(${jsonText(entries)}::jsonb) AS entry (sequence bigint, kind text, sha256 text)`.execute(
    tx,
  );
}

function numbered(entries: readonly LogEntry[], after: number): (LogEntry & { sequence: number })[] {
  return entries.map(({ kind, sha256 }, index) => ({ sequence: after + index + 1, kind, sha256 }));
}
