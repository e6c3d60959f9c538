import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLogger } from '#logger.ts';
import type { Queues } from '#queue/queue.ts';
import { openRedisQueues } from '#queue/redis.ts';
import { aborted, Gate, Tally, until } from '../contracts/queue.ts';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.ts';

const logger = createLogger({ level: 'silent', pretty: false });
const unavailable = expect.objectContaining({ name: 'QueueUnavailableError' });

describe.skipIf(!hasRedis)('a Redis that goes away', { timeout: 60_000 }, () => {
  let stack: AsyncDisposableStack;
  let redis: TestRedis;
  let queues: Queues;

  beforeEach(async () => {
    stack = new AsyncDisposableStack();
    redis = stack.use(await startRedis());
    queues = stack.use(await openRedisQueues({ url: redis.url, prefix: 'test', logger }));
  });
  afterEach(() => stack.disposeAsync(), 60_000);

  test('makes producers and the probe fail at once, and only while it is away', async () => {
    await queues.enqueue('capture', [{ id: 'before', priority: 1 }]);
    await redis.kill9();
    await expect(queues.enqueue('capture', [{ id: 'meanwhile', priority: 1 }])).rejects.toEqual(unavailable);
    await expect(queues.probe()).rejects.toEqual(unavailable);
    await expect(queues.counts('article')).rejects.toEqual(unavailable);
    await redis.restart();
    await until(() =>
      queues.probe().then(
        () => true,
        () => false,
      ),
    );
    await queues.enqueue('capture', [{ id: 'after', priority: 1 }]);
    expect(await queues.present('capture', ['before', 'meanwhile', 'after'])).toEqual(
      new Set(['before', 'after']),
    );
  });

  test('costs no job that was enqueued, and workers go on when it is back', async () => {
    const gate = new Gate();
    const started = new Tally();
    const finished = new Tally();
    stack.use(
      await queues.consume('capture', 2, async (id) => {
        started.add(id);
        await gate.opened;
        finished.add(id);
      }),
    );
    const ids = Array.from({ length: 10 }, (_, index) => `job-${index}`);
    await queues.enqueue(
      'capture',
      ids.map((id) => ({ id, priority: 1 })),
    );
    await started.reaches(2);
    await redis.kill9AndRestart();
    gate.open();
    await until(() => new Set(finished.seen).size === ids.length);
  });

  test('and was away from the start does not keep workers from starting', async () => {
    await redis.kill9();
    const early = stack.use(await openRedisQueues({ url: redis.url, prefix: 'test', logger }));
    const ran = new Tally();
    stack.use(await early.consume('capture', 1, async (id) => ran.add(id)));
    await expect(early.enqueue('capture', [{ id: 'one', priority: 1 }])).rejects.toEqual(unavailable);
    await redis.restart();
    await until(() =>
      early.enqueue('capture', [{ id: 'one', priority: 1 }]).then(
        () => true,
        () => false,
      ),
    );
    await ran.reaches(1);
  });

  test('does not keep a worker from draining', async () => {
    const started = new Tally();
    const reasons = new Tally();
    const idle = await queues.consume('article', 1, async () => {});
    const busy = await queues.consume('capture', 1, async (id, signal) => {
      started.add(id);
      await aborted(signal).catch((reason: Error) => reasons.add(reason.name));
    });
    await queues.enqueue('capture', [{ id: 'one', priority: 1 }]);
    await started.reaches(1);
    await redis.kill9();
    await Promise.all([idle.drain(500), busy.drain(500)]);
    expect(reasons.seen).toEqual(['HandedBackError']);
  });
});
