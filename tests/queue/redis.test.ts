import { afterAll, beforeAll, describe } from 'vitest';
import { createLogger } from '#logger.ts';
import { openRedisQueues } from '#queue/redis.ts';
import { describeQueues } from '../contracts/queue.ts';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.ts';

const logger = createLogger({ level: 'silent', pretty: false });

describe.skipIf(!hasRedis)('on Redis', () => {
  let redis: TestRedis;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis[Symbol.asyncDispose]());

  describeQueues('the queue', async () => {
    await redis.flush();
    return {
      open: (options) => openRedisQueues({ url: redis.url, prefix: 'test', logger, ...options }),
      empty: () => redis.flush(),
      async [Symbol.asyncDispose]() {},
    };
  });
});
