import { openFileStorage } from './file-storage.ts';
import type { StorageLocation } from './location.ts';
import type { Storage } from './storage.ts';

export interface OpenStorageOptions {
  /** Where a bucket's streams lie on their way. */
  temporaryDir: string;
  /** Told in words what a server was seen not to do. */
  warn: (sentence: string) => void;
}

/** The storage, and the second one from which it is repaired. Nothing is asked of a server yet. */
export async function openStorages(
  { storage, replica }: { storage: StorageLocation; replica: StorageLocation | null },
  options: OpenStorageOptions,
): Promise<{ storage: Storage; replica: Storage | null }> {
  return {
    storage: await openStorage(storage, options),
    replica: replica === null ? null : await openStorage(replica, options),
  };
}

async function openStorage(location: StorageLocation, options: OpenStorageOptions): Promise<Storage> {
  if (location.kind === 'file') {
    return await openFileStorage(location.directory);
  }
  // Loaded where it is used: the SDK is large.
  const { openS3Storage } = await import('./s3/open-s3-storage.ts');
  return openS3Storage(location, options);
}
