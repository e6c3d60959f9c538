import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { openS3Storage } from '#storage/s3/open-s3-storage.ts';
import type { StorageUnderTest } from '../../contracts/storage.ts';

export interface RealServer {
  endpoint: string;
  credentials: { accessKeyId: string; secretAccessKey: string };
}

export interface OnRealServer extends StorageUnderTest {
  warnings: string[];
}

export const bucketOfTests = 'evidence';
/** The smallest that S3 takes. */
const partBytes = 5 * 1024 * 1024;

export async function makeBucket({ endpoint, credentials }: RealServer): Promise<void> {
  const client = new S3Client({ endpoint, credentials, region: 'us-east-1', forcePathStyle: true });
  await client.send(new CreateBucketCommand({ Bucket: bucketOfTests }));
  client.destroy();
}

let storages = 0;

/** An empty one: beneath a prefix of its own. */
export async function openOnRealServer({ endpoint, credentials }: RealServer): Promise<OnRealServer> {
  storages += 1;
  const temporaryDir = await mkdtemp(join(tmpdir(), 's3-storage-'));
  const warnings: string[] = [];
  const storage = openS3Storage(
    {
      ...{ kind: 's3', bucket: bucketOfTests, prefix: `storage-${storages}/`, endpoint },
      ...{ region: null, profile: null, pathStyle: true },
    },
    { temporaryDir, credentials, partBytes, warn: (sentence) => warnings.push(sentence) },
  );
  return {
    ...{ storage, warnings },
    [Symbol.asyncDispose]: () => rm(temporaryDir, { recursive: true, force: true }),
  };
}
