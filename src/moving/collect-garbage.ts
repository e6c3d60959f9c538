import type { Catalogue } from '#catalogue/catalogue.ts';
import { documentProblem } from '#evidence/audit/document-problem.ts';
import { readPurged } from '#evidence/purges.ts';
import type { Storage } from '#storage/storage.ts';

/** What is held cannot be told from what is not; the message says why. */
export class GarbageUnknownError extends Error {
  override readonly name = 'GarbageUnknownError';
}

export interface CollectOptions {
  catalogue: Pick<Catalogue, 'reindex' | 'purges' | 'pictures' | 'garbage'>;
  storage: Storage;
  replica: Storage | null;
  /** Only what was written, or last relied on, before that. */
  before: Date;
  /** False: only says what would be removed. */
  remove: boolean;
  signal: AbortSignal;
}

export interface Collected {
  /** Nothing refers to them. */
  objects: number;
  bytes: number;
  /** Of the objects, the first thousand. */
  names: string[];
  /** Of cards that nobody asked for in that time. They can be drawn again. */
  pictures: number;
  removed: boolean;
}

const askedAtATime = 20_000;
/** Nobody can begin to rely on these meanwhile, so they are few. */
const condemnedAtATime = 100;
/** Well before others may take it that the collector has died. */
const removedWithinMs = 60_000;
const namesAtMost = 1000;

/**
 * Finds objects that nothing refers to, and removes them, from both storages. Held is what the catalogue refers to, captures
 * under way too, and what any manifest in storage names, whatever the catalogue knows of it. Rejects with
 * `GarbageUnknownError` where one of these cannot be read; nothing is removed then.
 */
export async function collectGarbage(options: CollectOptions): Promise<Collected> {
  const { catalogue, remove, before } = options;
  if (!(await catalogue.reindex.isRead())) {
    throw new GarbageUnknownError(
      'The catalogue is being read back from storage; collect when that has ended.',
    );
  }
  const pictures = await catalogue.pictures.forget(before, { remove });
  const found = await findUnreferred(options);
  await spareNamed(found, options);
  if (remove) {
    await removeObjects(found, options);
  }
  return {
    objects: found.size,
    bytes: [...found.values()].reduce((sum, bytes) => sum + bytes, 0),
    names: [...found.keys()].slice(0, namesAtMost),
    pictures,
    removed: remove,
  };
}

/** Sizes by hash, of what the catalogue does not refer to. */
async function findUnreferred({
  catalogue,
  storage,
  before,
  signal,
}: CollectOptions): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  let batch = new Map<string, number>();
  const ask = async () => {
    const needed = new Set(await catalogue.purges.referred([...batch.keys()]));
    for (const [sha256, bytes] of batch) {
      if (!needed.has(sha256)) {
        found.set(sha256, bytes);
      }
    }
    batch = new Map();
  };
  for await (const { sha256, bytes, modifiedAt } of storage.listObjects()) {
    signal.throwIfAborted();
    if (modifiedAt < before) {
      batch.set(sha256, bytes);
    }
    if (batch.size === askedAtATime) {
      await ask();
    }
  }
  await ask();
  return found;
}

const manifestKey = /^manifests\/[^/]+\/([0-9a-f]{64})\.json$/;

/** Takes out what a manifest names: the catalogue may have been lost, or be an old one. */
async function spareNamed(found: Map<string, number>, { storage, signal }: CollectOptions): Promise<void> {
  if (found.size === 0) {
    return;
  }
  const manifests = new Set<string>();
  for await (const key of storage.listDocuments('manifests/')) {
    signal.throwIfAborted();
    const sha256 = manifestKey.exec(key)?.[1];
    const body = sha256 === undefined ? null : await storage.getDocument(key);
    if (sha256 !== undefined && body !== null) {
      assertSound(key, documentProblem(key, body));
      manifests.add(sha256.slice(0, 16));
      for (const named of Buffer.from(body)
        .toString()
        .match(/(?<=")[0-9a-f]{64}(?=")/g) ?? []) {
        found.delete(named);
      }
    }
  }
  await assertPointed(manifests, storage, signal);
}

/** What a manifest named that is missing is not known. */
async function assertPointed(
  manifests: ReadonlySet<string>,
  storage: Storage,
  signal: AbortSignal,
): Promise<void> {
  const purged = await readPurged(storage);
  for await (const key of storage.listDocuments('captures/')) {
    signal.throwIfAborted();
    const body = await storage.getDocument(key);
    if (body === null) {
      continue;
    }
    assertSound(key, documentProblem(key, body));
    const named = /"manifestSha256":\s*"([0-9a-f]{64})"/.exec(Buffer.from(body).toString())?.[1] ?? '';
    if (!manifests.has(named.slice(0, 16)) && !purged.manifests.has(named)) {
      // One that was committed since is among those that the catalogue refers to.
      const captureId = key.slice('captures/'.length, -'.json'.length);
      const isThere = (await storage.getDocument(`manifests/${captureId}/${named}.json`)) !== null;
      assertSound(key, isThere ? null : `names the manifest ${named}, which is missing`);
    }
  }
}

function assertSound(key: string, problem: string | null): void {
  if (problem !== null) {
    throw new GarbageUnknownError(
      `${key} ${problem}: what it held is not known, so nothing is removed. Run audit, and mend it first.`,
    );
  }
}

async function removeObjects(
  found: ReadonlyMap<string, number>,
  { catalogue: { garbage }, storage, replica, signal }: CollectOptions,
): Promise<void> {
  const names = [...found.keys()];
  for (let start = 0; start < names.length; start += condemnedAtATime) {
    const begunAt = performance.now();
    const condemned = await garbage.condemn(names.slice(start, start + condemnedAtATime));
    const removed: string[] = [];
    try {
      for (const sha256 of condemned) {
        signal.throwIfAborted();
        if (performance.now() - begunAt > removedWithinMs) {
          throw new GarbageUnknownError(
            'Removing took too long and was ended; what is left waits for the next time.',
          );
        }
        await storage.deleteObject(sha256);
        removed.push(sha256);
        await replica?.deleteObject(sha256);
      }
    } finally {
      await garbage.collected(removed);
      await garbage.spare(condemned);
    }
  }
}
