import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openFileStorage } from '#storage/file-storage.ts';
import { readLocation } from '#storage/location.ts';
import { openS3Storage } from '#storage/s3/open-s3-storage.ts';
import type { Storage } from '#storage/storage.ts';
import { freshStorageUrl, type TestServers, testServers } from './test-servers.ts';

export interface TestStorage {
  storage: Storage;
  /** Other bytes in an object's place, as a disk or a bucket has them that went wrong. */
  damageObject(sha256: string, bytes: Uint8Array): Promise<void>;
}

/** Empty: in a folder, or in the bucket of a run of the suite that stands on servers. What is on its way lies in the folder's `tmp`. */
export function openTestStorage(directory: string): Promise<TestStorage> {
  return testServers === null ? openInFolder(directory) : openInBucket(testServers, directory);
}

async function openInFolder(directory: string): Promise<TestStorage> {
  return {
    storage: await openFileStorage(directory),
    async damageObject(sha256, bytes) {
      const path = join(directory, keyOf(sha256));
      await chmod(path, 0o600);
      await writeFile(path, bytes);
    },
  };
}

async function openInBucket(servers: TestServers, directory: string): Promise<TestStorage> {
  const url = freshStorageUrl(servers);
  const read = readLocation(url);
  if (read.kind !== 'read' || read.location.kind !== 's3') {
    throw new Error(`${url} is no bucket`);
  }
  const { location } = read;
  const temporaryDir = join(directory, 'tmp');
  await mkdir(temporaryDir, { recursive: true });
  const { endpoint, bucket, accessKeyId } = servers.s3;
  return {
    storage: openS3Storage(location, { temporaryDir, warn: () => {} }),
    async damageObject(sha256, bytes) {
      // Past storage, which would not; of a signature this server reads no more than whose it is.
      const answer = await fetch(`${endpoint}/${bucket}/${location.prefix}${keyOf(sha256)}`, {
        ...{ method: 'PUT', body: Buffer.from(bytes) },
        headers: { authorization: `Credential=${accessKeyId}/` },
      });
      if (!answer.ok) {
        throw new Error(await answer.text());
      }
    },
  };
}

function keyOf(sha256: string): string {
  return `objects/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
}
