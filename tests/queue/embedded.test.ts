import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe } from 'vitest';
import { type EmbeddedPool, embeddedPool } from '#catalogue/embedded-pool.ts';
import { createLogger } from '#logger.ts';
import { openPostgresQueues } from '#queue/postgres.ts';
import { describeQueues } from '../contracts/queue.ts';
import { allOnlyEmbedded } from '../support/only-embedded.ts';

allOnlyEmbedded('redis.test.ts and server.test.ts are the same there');

const logger = createLogger({ level: 'silent', pretty: false });

describe('on embedded PostgreSQL', () => {
  let pglite: PGlite;
  let pool: EmbeddedPool;
  beforeAll(async () => {
    pglite = await PGlite.create();
    await pglite.exec('SET search_path TO public, bullmq');
    pool = embeddedPool(pglite);
  });
  afterAll(() => pglite.close());

  describeQueues('the queue', async () => {
    const empty = async () => {
      await pglite.exec('TRUNCATE bullmq.job, bullmq.dedup, bullmq.event CASCADE');
    };
    let opened = 0;
    return {
      // The first to open is the one process; it drops what an earlier one left.
      open: (options) => openPostgresQueues({ pool, logger, emptyFirst: opened++ === 0, ...options }),
      empty,
      [Symbol.asyncDispose]: empty,
    };
  });
});
