import { createHash } from 'node:crypto';
import { StopWorkerError, TryLaterError } from '#domain/errors.ts';
import { checkDocument } from './documents.ts';
import { type AuditGround, type AuditOptions, type Damage, objectKey, openGround } from './ground.ts';
import { checkLog } from './log.ts';

/** One step of an audit: a file that was checked, or the tree of the log, which is checked whole. */
export interface Audited {
  /** To go on from later. */
  place: string;
  /** Nothing where it is sound; what it names may be what is missing. */
  damage: Damage[];
}

/** The tree of the log is one step, at the place of its first file. */
const treePrefixes = ['log/checkpoints/', 'log/tile/'];
const behindTree = 'log/tile0';

/**
 * Reads storage back and compares everything with its hash, documents in the order of their keys, then objects in the order
 * of their names; from behind `after`, the place of an earlier step, where that is given. What is written meanwhile may be
 * met or not.
 */
export async function* auditStorage(
  options: AuditOptions,
  after: string | null = null,
): AsyncGenerator<Audited> {
  const ground = await openGround(options);
  const [kind, name] = placeOf(after);
  if (kind === 'documents') {
    yield* auditDocuments(ground, name);
  }
  for await (const { sha256 } of ground.storage.listObjects(kind === 'objects' ? name : undefined)) {
    yield { place: `objects:${sha256}`, damage: await checkObject(sha256, ground) };
  }
}

/** The same for `count` files drawn by chance. */
export async function* auditSample(options: AuditOptions, count: number): AsyncGenerator<Audited> {
  const ground = await openGround(options);
  for (const place of await draw(ground, count)) {
    const [kind, name = ''] = placeOf(place);
    const damage =
      kind === 'objects'
        ? await checkObject(name, ground)
        : isOfTree(name)
          ? await checkLog(ground)
          : await checkDocument(name, ground);
    yield { place, damage };
  }
}

async function* auditDocuments(ground: AuditGround, after: string | undefined): AsyncGenerator<Audited> {
  let behind = after;
  for (;;) {
    let inTree = false;
    for await (const key of ground.storage.listDocuments('', behind)) {
      inTree = isOfTree(key);
      if (inTree) {
        break;
      }
      yield { place: `documents:${key}`, damage: await checkDocument(key, ground) };
    }
    if (!inTree) {
      return;
    }
    yield { place: `documents:${behindTree}`, damage: await checkLog(ground) };
    behind = behindTree;
  }
}

/** Nothing where it is gone since it was listed: what is missed is told by who names it. */
export async function checkObject(sha256: string, ground: AuditGround): Promise<Damage[]> {
  if (!/^[0-9a-f]{64}$/.test(sha256)) {
    return [{ key: `objects/…/${sha256}`, problem: 'does not have the name of an object' }];
  }
  const found = await ground.storage.getObject(sha256);
  if (found === null) {
    return [];
  }
  const hash = createHash('sha256');
  try {
    for await (const chunk of found.body) {
      ground.signal.throwIfAborted();
      hash.update(chunk);
      await ground.onBytes(chunk.byteLength);
    }
  } catch (error) {
    ground.signal.throwIfAborted();
    if (error instanceof TryLaterError || error instanceof StopWorkerError) {
      // That a server does not answer says nothing of what it holds.
      throw error;
    }
    return (await ground.storage.statObject(sha256)) === null ? [] : [unreadable(objectKey(sha256), error)];
  }
  return hash.digest('hex') === sha256
    ? []
    : [{ key: objectKey(sha256), problem: 'does not hash to its name' }];
}

function unreadable(key: string, error: unknown): Damage {
  return { key, problem: `cannot be read: ${error instanceof Error ? error.message : String(error)}` };
}

function isOfTree(key: string): boolean {
  return treePrefixes.some((prefix) => key.startsWith(prefix));
}

function placeOf(place: string | null): ['documents' | 'objects', string | undefined] {
  const [, kind, name] = /^(documents|objects):(.+)$/s.exec(place ?? '') ?? [];
  return [kind === 'objects' ? 'objects' : 'documents', name];
}

/** Every file is as likely as any other (Vitter's algorithm R); the order is that of the draw. */
async function draw({ storage, signal }: AuditGround, count: number): Promise<string[]> {
  const drawn: string[] = [];
  let seen = 0;
  async function* places(): AsyncGenerator<string> {
    for await (const key of storage.listDocuments('')) {
      yield `documents:${key}`;
    }
    for await (const { sha256 } of storage.listObjects()) {
      yield `objects:${sha256}`;
    }
  }
  for await (const place of places()) {
    signal.throwIfAborted();
    seen += 1;
    const at = drawn.length < count ? drawn.length : Math.floor(Math.random() * seen);
    if (at < count) {
      drawn[at] = place;
    }
  }
  const firstOfTree = drawn.find((place) => isOfTree(place.slice('documents:'.length)));
  return drawn.filter((place) => place === firstOfTree || !isOfTree(place.slice('documents:'.length)));
}
