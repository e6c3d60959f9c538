import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '#config.ts';
import { ConfigurationError } from '#domain/errors.ts';
import { openStorages } from '#storage/open-storage.ts';
import type { Storage } from '#storage/storage.ts';

/**
 * Storage alone, without the catalogue: also beside a service that runs. `replica` is null where there is no second one.
 * `warn` is told what a server was seen not to do.
 */
export async function openLocalStorages(
  warn: (sentence: string) => void,
): Promise<{ storage: Storage; replica: Storage | null }> {
  const { storage, replica, dataDir } = readConfig();
  if (storage.kind === 'file') {
    await access(storage.directory).catch((cause: unknown) => {
      throw new ConfigurationError([
        `STORAGE_URL: there is no storage at ${storage.directory} (${String(cause)})`,
      ]);
    });
  }
  return await openStorages({ storage, replica }, { temporaryDir: join(dataDir, 'tmp', 'storage'), warn });
}
