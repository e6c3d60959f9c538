import { access } from 'node:fs/promises';
import { readConfig } from '#config.ts';
import { ConfigurationError } from '#domain/errors.ts';
import { openFileStorage } from '#storage/file-storage.ts';
import type { Storage } from '#storage/storage.ts';

/** Storage alone, without the catalogue: also beside a service that runs. `replica` is null where there is no second one. */
export async function openStorages(): Promise<{ storage: Storage; replica: Storage | null }> {
  const { storageDir, replicaDir } = readConfig();
  await access(storageDir).catch((cause: unknown) => {
    throw new ConfigurationError([`STORAGE_URL: there is no storage at ${storageDir} (${String(cause)})`]);
  });
  return {
    storage: await openFileStorage(storageDir),
    replica: replicaDir === null ? null : await openFileStorage(replicaDir),
  };
}
