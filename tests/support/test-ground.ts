import { join } from 'node:path';
import pg from 'pg';
import type { Catalogue } from '#catalogue/catalogue.ts';
import { openEmbeddedCatalogue, openServerCatalogue } from '#catalogue/open-catalogue.ts';
import { type CatalogueSource, rebuildFrom } from '#catalogue/rebuild.ts';
import type { Clock } from '#domain/clock.ts';
import type { Logger } from '#logger.ts';
import { openPostgresQueues } from '#queue/postgres.ts';
import type { Queues } from '#queue/queue.ts';
import { openRedisQueues } from '#queue/redis.ts';
import { emptyRedisDatabase } from './redis.ts';
import { freshDatabase, freshRedis, type TestServers, testServers } from './test-servers.ts';
import { openTestStorage, type TestStorage } from './test-storage.ts';

/** Storage, catalogue and queue, empty: embedded in a folder, or on servers in a run of the suite that stands on those. */
export interface TestGround extends TestStorage {
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

export async function openTestGround(options: TestGroundOptions): Promise<TestGround> {
  const { directory, resources, ...basics } = options;
  const stored = await openTestStorage(join(directory, 'storage'));
  const about = { directory: join(directory, 'pg'), source: stored.storage, ...basics };
  const opened =
    testServers === null
      ? await openEmbedded(about, resources)
      : await openOnServers(testServers, about, resources);
  return { ...stored, ...opened };
}

export interface TestCatalogueOptions extends Omit<TestGroundOptions, 'resources'> {
  /** What it is completed from. */
  source: CatalogueSource;
}

/** A new catalogue alone, as for a storage whose database was lost. */
export async function openTestCatalogue(options: TestCatalogueOptions): Promise<Catalogue> {
  await using opening = new AsyncDisposableStack();
  const { catalogue } =
    testServers === null
      ? await openEmbedded(options, opening)
      : await openServerDatabase(testServers, options, opening);
  const held = opening.move();
  return { ...catalogue, [Symbol.asyncDispose]: () => held.disposeAsync() };
}

type WithoutStorage = Omit<TestGround, keyof TestStorage>;

async function openEmbedded(
  options: TestCatalogueOptions,
  resources: AsyncDisposableStack,
): Promise<WithoutStorage> {
  const { catalogue, pool } = await openEmbeddedCatalogue(options);
  resources.use(catalogue);
  const { logger } = options;
  return {
    catalogue,
    openQueues: ({ emptyFirst } = { emptyFirst: false }) => openPostgresQueues({ pool, logger, emptyFirst }),
    async emptyQueue() {
      await pool.query('TRUNCATE bullmq.job, bullmq.dedup, bullmq.event CASCADE');
    },
    query: (sql) => pool.query(sql),
  };
}

async function openOnServers(
  servers: TestServers,
  options: TestCatalogueOptions,
  resources: AsyncDisposableStack,
): Promise<WithoutStorage> {
  const redis = resources.use(await freshRedis(servers));
  const { catalogue, url } = await openServerDatabase(servers, options, resources);
  const pool = new pg.Pool({ connectionString: url, max: 1 });
  resources.defer(() => pool.end());
  return {
    catalogue,
    openQueues: () => openRedisQueues({ url: redis.url, prefix: 'tests', logger: options.logger }),
    emptyQueue: () => emptyRedisDatabase(redis.url),
    query: (sql) => pool.query(sql),
  };
}

async function openServerDatabase(
  servers: TestServers,
  { source, clock, logger }: TestCatalogueOptions,
  resources: AsyncDisposableStack,
): Promise<{ catalogue: Catalogue; url: string }> {
  const { url } = resources.use(await freshDatabase(servers));
  const catalogue = resources.use(await openServerCatalogue({ url, clock, logger }));
  await rebuildFrom(catalogue, source, { logger, adoptUnpointed: true });
  return { catalogue, url };
}
