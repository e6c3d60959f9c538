import {
  entryBundle,
  entryText,
  type LogEntry,
  logKeys,
  type TilePlace,
  tilePath,
  tilesAt,
  tileWidth,
} from '#domain/log.ts';
import type { Storage } from '#storage/storage.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { checkpointText, parseCheckpoint } from './checkpoint.ts';
import { type Hash, isConsistent, leafHash, rootOf, sameBytes } from './merkle.ts';
import { signNote } from './note.ts';
import { TiledTree } from './tree.ts';

/** What is committed and what was published do not make one log; nothing is signed until they do. */
export class LogForkError extends Error {
  override readonly name = 'LogForkError';
}

export interface LogToPublish {
  storage: Storage;
  /** Of the log, whoever signs. */
  origin: string;
  key: SigningKey;
  /** Of the last checkpoint; 0 where there is none. */
  publishedSize: number;
  /** Committed entries in all. */
  size: number;
  /** Entries from that index on, counted from 0, that many. */
  entries(index: number, count: number): Promise<LogEntry[]>;
}

/**
 * Writes the tiles and entry bundles up to `size`, then the checkpoint, all durable once resolved. Every byte follows from
 * the entries and the key, so two who publish at once write the same. Rejects with `LogForkError` where what is published
 * does not go before.
 */
export async function publishLog(log: LogToPublish): Promise<void> {
  await writeLevelZero(log);
  for (let level = 1; tilesAt(level, log.size).length > 0; level += 1) {
    await writeLevel(log, level);
  }
  const tree = new TiledTree(log.size, (path) => log.storage.getDocument(logKeys.tile(path)));
  await assertGrown(log, tree);
  await writeCheckpoint(log, await tree.root());
}

/** Of any checkpoint in storage; 0 where there is none. */
export async function largestCheckpoint(storage: Storage): Promise<number> {
  let largest = 0;
  for await (const key of storage.listDocuments(logKeys.checkpoints)) {
    largest = Math.max(largest, Number(key.slice(logKeys.checkpoints.length)) || 0);
  }
  return largest;
}

/** Entry bundles, and the tiles of their leaf hashes. */
async function writeLevelZero(log: LogToPublish): Promise<void> {
  for (const place of tilesAt('entries', log.size, log.publishedSize)) {
    const entries = await log.entries(place.index * tileWidth, place.width);
    if (entries.length !== place.width) {
      throw new LogForkError(`The catalogue has ${entries.length} of ${place.width} entries of a bundle`);
    }
    const leaves = await Promise.all(
      entries.map((entry) => leafHash(new TextEncoder().encode(entryText(entry)))),
    );
    await write(log, place, entryBundle(entries));
    await write(log, { ...place, level: 0 }, joined(leaves));
  }
}

/** Tiles whose hashes are the roots of full tiles below them; those of a published partial tile are taken from it. */
async function writeLevel(log: LogToPublish, level: number): Promise<void> {
  const oldWidth = Math.floor(log.publishedSize / tileWidth ** level);
  for (const place of tilesAt(level, log.size, log.publishedSize)) {
    const known = Math.max(0, oldWidth - place.index * tileWidth);
    const hashes = known === 0 ? [] : await readHashes(log.storage, { ...place, width: known });
    for (let child = known; child < place.width; child += 1) {
      const below = { level: level - 1, index: place.index * tileWidth + child, width: tileWidth };
      hashes.push(await rootOf(await readHashes(log.storage, below)));
    }
    await write(log, place, joined(hashes));
  }
}

/** A tile that is there already must be the same. */
async function write({ storage }: LogToPublish, place: TilePlace, bytes: Uint8Array): Promise<void> {
  const key = logKeys.tile(tilePath(place));
  if (!(await storage.putDocument(key, bytes))) {
    const held = await storage.getDocument(key);
    if (held === null || !sameBytes(held, bytes)) {
      throw new LogForkError(`${key} was published with other content`);
    }
  }
}

/** The tree to be signed begins with the one that was signed before. */
async function assertGrown({ storage, publishedSize, size }: LogToPublish, tree: TiledTree): Promise<void> {
  if (publishedSize === 0) {
    return;
  }
  const old = await readCheckpoint(storage, publishedSize);
  const later = { size, root: await tree.root() };
  if (old === null || !(await isConsistent(old, later, await tree.consistencyProof(publishedSize)))) {
    throw new LogForkError(`The log of ${size} entries does not begin with that of ${publishedSize}`);
  }
}

async function writeCheckpoint({ storage, origin, key, size }: LogToPublish, root: Hash): Promise<void> {
  const note = await signNote(checkpointText({ origin, size, root }), { name: origin, ...key });
  if (!(await storage.putDocument(logKeys.checkpoint(size), new TextEncoder().encode(note)))) {
    // Signed by a key that was rotated since, perhaps; the tree must be the same.
    const held = await readCheckpoint(storage, size);
    if (held === null || held.origin !== origin || !sameBytes(held.root, root)) {
      throw new LogForkError(`Another log of ${size} entries was signed`);
    }
  }
}

async function readCheckpoint(storage: Storage, size: number) {
  const body = await storage.getDocument(logKeys.checkpoint(size));
  return body === null ? null : parseCheckpoint(new TextDecoder().decode(body)).checkpoint;
}

async function readHashes(storage: Storage, place: TilePlace): Promise<Hash[]> {
  const key = logKeys.tile(tilePath(place));
  const tile = await storage.getDocument(key);
  if (tile?.length !== place.width * 32) {
    throw new LogForkError(`${key} is missing or has the wrong length`);
  }
  return Array.from({ length: place.width }, (_, index) => tile.slice(index * 32, index * 32 + 32));
}

function joined(hashes: readonly Hash[]): Uint8Array {
  return new Uint8Array(Buffer.concat(hashes));
}
