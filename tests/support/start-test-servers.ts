import type { TestProject } from 'vitest/node';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';
import { startS3Server, testBucket } from './s3-server.ts';

/** Before all tests of a run: one of each server, of which every test takes an unused part. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await using starting = new AsyncDisposableStack();
  const postgres = starting.use(await startPostgres({ localized: true }));
  const redis = starting.use(await startRedis());
  const s3 = starting.use(await startS3Server());
  project.provide('servers', {
    postgresUrl: postgres.url,
    redisUrl: redis.url,
    s3: { endpoint: s3.endpoint, bucket: testBucket, ...s3.credentials },
  });
  const held = starting.move();
  return () => held.disposeAsync();
}
