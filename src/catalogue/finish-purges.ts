import type { Purges } from './catalogue.ts';
import { factKeys } from './facts.ts';

/** What a storage can do for a purge. */
export interface PurgedStorage {
  getDocument(key: string): Promise<Uint8Array | null>;
  listDocuments(prefix: string): AsyncIterable<string>;
  deleteObject(sha256: string): Promise<void>;
  deleteDocument(key: string): Promise<void>;
}

/**
 * Removes the bytes of purges whose tombstone is in storage: in every storage, what nothing refers to now, and the
 * manifests; their signatures stay. Doing it again changes nothing. Resolves to how many purges it ended.
 */
export async function finishPurges(
  purges: Purges,
  storages: readonly [PurgedStorage, ...PurgedStorage[]],
): Promise<number> {
  let ended = 0;
  for (const { sha256, purge } of await purges.pending()) {
    if ((await storages[0].getDocument(factKeys.statement(sha256))) === null) {
      continue;
    }
    const kept = new Set(await purges.referred(purge.objects));
    for (const storage of storages) {
      await removeObjects(
        storage,
        purge.objects.filter((object) => !kept.has(object)),
      );
      await removeManifests(
        storage,
        purge.captures.map(({ captureId }) => captureId),
      );
    }
    await purges.done(sha256);
    ended += 1;
  }
  return ended;
}

async function removeObjects(storage: PurgedStorage, objects: readonly string[]): Promise<void> {
  for (const object of objects) {
    await storage.deleteObject(object);
  }
}

async function removeManifests(storage: PurgedStorage, captureIds: readonly string[]): Promise<void> {
  for (const captureId of captureIds) {
    for await (const key of storage.listDocuments(`manifests/${captureId}/`)) {
      if (!key.endsWith('.sig.json')) {
        await storage.deleteDocument(key);
      }
    }
  }
}
