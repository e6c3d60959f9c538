import {
  DamagedLogError,
  entryText,
  type LogEntry,
  logKeys,
  parseEntryBundle,
  type TilePlace,
  tilePath,
} from '#domain/log.ts';
import { type Leaf, leafOf } from '#domain/log-tree.ts';
import { parseCheckpoint } from '../log/checkpoint.ts';
import { checkNote, MalformedNoteError, noteKeyHash, verifyEd25519 } from '../log/note.ts';
import { type AuditGround, type Damage, readDocument } from './ground.ts';

/** One tile or entry bundle as it lies there; null `hashes` where it is none, which `problem` says. */
export interface TileFile extends TilePlace {
  key: string;
  hashes: Leaf[] | null;
  entries: LogEntry[] | null;
}

export interface AuditedCheckpoint {
  key: string;
  size: number;
  /** Hex. */
  root: string;
  /** False where no key is held that could have signed it. */
  signed: boolean;
}

/** Every place of the tree that storage has a file for. */
export async function listTiles({ storage }: AuditGround): Promise<TilePlace[]> {
  const places: TilePlace[] = [];
  for await (const key of storage.listDocuments('log/tile/')) {
    const place = placeOf(key);
    if (place !== null) {
      places.push(place);
    }
  }
  return places;
}

function placeOf(key: string): TilePlace | null {
  const [, level, groups, width] = /^log\/tile\/(entries|\d+)\/([x\d/]+?)(?:\.p\/(\d+))?$/.exec(key) ?? [];
  if (level === undefined || groups === undefined) {
    return null;
  }
  const place = {
    level: level === 'entries' ? ('entries' as const) : Number(level),
    index: Number(groups.replace(/[x/]/g, '')),
    width: width === undefined ? 256 : Number(width),
  };
  return logKeys.tile(tilePath(place)) === key ? place : null;
}

/** Null where it is gone; with `damage` where it cannot be one. */
export async function readTile(
  place: TilePlace,
  ground: AuditGround,
  damage: Damage[],
): Promise<TileFile | null> {
  const key = logKeys.tile(tilePath(place));
  const body = await readDocument(ground, key);
  if (body === null) {
    return null;
  }
  const entries = place.level === 'entries' ? entriesIn(body) : null;
  const hashes =
    place.level === 'entries' ? (entries?.map((entry) => leafOf(entryText(entry))) ?? null) : hashesIn(body);
  if (hashes?.length !== place.width) {
    damage.push({
      key,
      problem: `is no tile of ${place.width} ${place.level === 'entries' ? 'entries' : 'hashes'}`,
    });
    return { ...place, key, hashes: null, entries: null };
  }
  return { ...place, key, hashes, entries };
}

function entriesIn(body: Uint8Array): LogEntry[] | null {
  try {
    return parseEntryBundle(body);
  } catch (error) {
    if (error instanceof DamagedLogError) {
      return null;
    }
    throw error;
  }
}

function hashesIn(body: Uint8Array): Leaf[] | null {
  return body.length % 32 === 0
    ? Array.from({ length: body.length / 32 }, (_, index) =>
        Buffer.from(body.subarray(index * 32, index * 32 + 32)).toString('hex'),
      )
    : null;
}

/** Those that can be believed, by size. */
export async function readCheckpoints(ground: AuditGround, damage: Damage[]): Promise<AuditedCheckpoint[]> {
  const found: AuditedCheckpoint[] = [];
  for await (const key of ground.storage.listDocuments(logKeys.checkpoints)) {
    const size = Number(key.slice(logKeys.checkpoints.length));
    const body = Number.isSafeInteger(size) ? await readDocument(ground, key) : null;
    if (body === null) {
      continue;
    }
    const read = await readCheckpoint(key, body, ground);
    if ('problem' in read) {
      damage.push({ key, problem: read.problem });
    } else if (read.size !== size) {
      damage.push({ key, problem: `is the checkpoint of ${read.size} entries` });
    } else {
      found.push(read);
    }
  }
  return found.sort((a, b) => a.size - b.size);
}

async function readCheckpoint(
  key: string,
  body: Uint8Array,
  { keys }: AuditGround,
): Promise<AuditedCheckpoint | { problem: string }> {
  const parsed = parse(body);
  if (parsed === null) {
    return { problem: 'is no checkpoint' };
  }
  const { checkpoint, note } = parsed;
  const { origin, size } = checkpoint;
  const read = { key, size, root: Buffer.from(checkpoint.root).toString('hex') };
  const verdicts = await Promise.all(keys.map(({ raw }) => checkNote(note, origin, raw)));
  if (verdicts.includes('fail')) {
    return { problem: 'is not signed by the key that it names' };
  }
  if (verdicts.includes('pass') && note.signatures.length === 1) {
    return { ...read, signed: true };
  }
  return (await isAlmostSignedBy(keys, parsed))
    ? { problem: 'has a signature under the wrong name' }
    : { ...read, signed: false };
}

/**
 * Its line names nobody here: either that line was changed, or the key is what is missing. One character of it that changed
 * leaves the signature right, or the name of the key nearly so.
 */
async function isAlmostSignedBy(
  keys: AuditGround['keys'],
  { checkpoint: { origin }, note }: ReturnType<typeof parseCheckpoint>,
): Promise<boolean> {
  const bytes = new TextEncoder().encode(note.text);
  for (const { raw } of keys) {
    const expected = await noteKeyHash(origin, raw);
    for (const { name, keyHash, signature } of note.signatures) {
      const isNearly = name !== origin || differingBits(expected, keyHash) <= bitsOfACharacter;
      if (isNearly || (signature.length === 64 && (await verifyEd25519(raw, signature, bytes)))) {
        return true;
      }
    }
  }
  return false;
}

/** Of base64. */
const bitsOfACharacter = 6;

function differingBits(one: Uint8Array, other: Uint8Array): number {
  return one.reduce(
    (bits, byte, at) => bits + (byte ^ (other[at] ?? 0)).toString(2).replaceAll('0', '').length,
    0,
  );
}

function parse(body: Uint8Array): ReturnType<typeof parseCheckpoint> | null {
  try {
    const parsed = parseCheckpoint(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body));
    return parsed;
  } catch (error) {
    if (error instanceof MalformedNoteError || error instanceof TypeError) {
      return null;
    }
    throw error;
  }
}
