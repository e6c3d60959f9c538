import { join } from 'node:path';
import pg from 'pg';
import type { Catalogue } from '#catalogue/catalogue.ts';
import { openEmbeddedCatalogue, openServerCatalogue } from '#catalogue/open-catalogue.ts';
import type { Clock } from '#domain/clock.ts';
import type { Logger } from '#logger.ts';
import { openPostgresQueues } from '#queue/postgres.ts';
import type { Queues } from '#queue/queue.ts';
import { openRedisQueues } from '#queue/redis.ts';
import { openFileStorage } from '#storage/file-storage.ts';
import { readLocation } from '#storage/location.ts';
import { openS3Storage } from '#storage/s3/open-s3-storage.ts';
import type { Storage } from '#storage/storage.ts';
import { emptyRedisDatabase } from './redis.ts';
import { freshServers, testServers } from './test-servers.ts';

/** Storage, catalogue and queue, empty: embedded in a folder, or on servers in a run of the suite that stands on those. */
export interface TestGround {
  storage: Storage;
  catalogue: Catalogue;
  /** As one process has them; the caller disposes of them. */
  openQueues(given?: { emptyFirst: boolean }): Promise<Queues>;
  emptyQueue(): Promise<void>;
  /** Of the catalogue's database. */
  query(sql: string): Promise<unknown>;
}

export interface TestGroundOptions {
  directory: string;
  clock: Clock;
  logger: Logger;
  /** Closes all of it. */
  resources: AsyncDisposableStack;
}

export function openTestGround(options: TestGroundOptions): Promise<TestGround> {
  return testServers === null ? openEmbedded(options) : openOnServers(testServers, options);
}

async function openEmbedded({ directory, clock, logger, resources }: TestGroundOptions): Promise<TestGround> {
  const storage = await openFileStorage(join(directory, 'storage'));
  const { catalogue, pool } = await openEmbeddedCatalogue({
    directory: join(directory, 'pg'),
    source: storage,
    clock,
    logger,
  });
  resources.use(catalogue);
  return {
    ...{ storage, catalogue },
    openQueues: ({ emptyFirst } = { emptyFirst: false }) => openPostgresQueues({ pool, logger, emptyFirst }),
    async emptyQueue() {
      await pool.query('TRUNCATE bullmq.job, bullmq.dedup, bullmq.event CASCADE');
    },
    query: (sql) => pool.query(sql),
  };
}

async function openOnServers(
  servers: NonNullable<typeof testServers>,
  { directory, clock, logger, resources }: TestGroundOptions,
): Promise<TestGround> {
  const { databaseUrl, redisUrl, storageUrl } = await freshServers(servers);
  const read = readLocation(storageUrl);
  if (read.kind !== 'read' || read.location.kind !== 's3') {
    throw new Error(`${storageUrl} is no bucket`);
  }
  const storage = openS3Storage(read.location, { temporaryDir: join(directory, 'tmp'), warn: () => {} });
  const catalogue = resources.use(await openServerCatalogue({ url: databaseUrl, clock, logger }));
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 1 });
  resources.defer(() => pool.end());
  return {
    ...{ storage, catalogue },
    openQueues: () => openRedisQueues({ url: redisUrl, prefix: 'tests', logger }),
    emptyQueue: () => emptyRedisDatabase(redisUrl),
    query: (sql) => pool.query(sql),
  };
}
