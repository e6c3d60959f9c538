import { afterAll, beforeAll, describe } from 'vitest';
import { createLogger } from '#logger.ts';
import { openPostgresQueues } from '#queue/postgres.ts';
import { describeQueues } from '../contracts/queue.ts';
import { startPglite, type TestPglite } from '../support/pglite-pool.ts';

const logger = createLogger({ level: 'silent', pretty: false });

describe('on embedded PostgreSQL', () => {
  let database: TestPglite;
  beforeAll(async () => {
    database = await startPglite();
  }, 60_000);
  afterAll(() => database[Symbol.asyncDispose]());

  describeQueues('the queue', async () => {
    const empty = async () => {
      await database.pglite.exec('TRUNCATE bullmq.job, bullmq.dedup, bullmq.event CASCADE');
    };
    let opened = 0;
    return {
      open: (options) =>
        openPostgresQueues({ pool: database.pool, logger, emptyFirst: opened++ === 0, ...options }),
      empty,
      [Symbol.asyncDispose]: empty,
    };
  });
});
