import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { readConfig } from '#config.ts';
import { ConfigurationError } from '#domain/errors.ts';
import { nameOf, readLocation, type StorageLocation } from '#storage/location.ts';
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

/** Two storages that a command names. The first must be there; a folder is made for the second. */
export async function openStoragesToCopy(
  named: { from: string; to: string },
  warn: (sentence: string) => void,
): Promise<{ from: Storage; to: Storage }> {
  const from = locationOf('from', named.from);
  const to = locationOf('to', named.to);
  if (nameOf(from) === nameOf(to)) {
    throw new ConfigurationError([`from and to are the same storage, ${nameOf(from)}`]);
  }
  if (from.kind === 'file') {
    await access(from.directory).catch((cause: unknown) => {
      throw new ConfigurationError([`from: there is no storage at ${from.directory} (${String(cause)})`]);
    });
  }
  const temporaryDir = join(readConfig().dataDir, 'tmp', 'storage');
  const { storage, replica } = await openStorages({ storage: from, replica: to }, { temporaryDir, warn });
  if (replica === null) {
    throw new Error('a second storage was named and not opened');
  }
  return { from: storage, to: replica };
}

function locationOf(argument: string, text: string): StorageLocation {
  const read = readLocation(text);
  if (read.kind === 'problem') {
    throw new ConfigurationError([
      `${argument} ${read.problem}; for example file:///var/lib/archive or s3://bucket/prefix?region=eu-west-3`,
    ]);
  }
  return read.location;
}
