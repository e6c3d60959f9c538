import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { embeddedPool } from '#catalogue/embedded-pool.ts';
import { createLogger } from '#logger.ts';
import { openQueuePool } from '#queue/pool.ts';
import { openPostgresQueues } from '#queue/postgres.ts';
import type { Queues } from '#queue/queue.ts';
import { describeQueues, Tally, until } from '../contracts/queue.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';

const logger = createLogger({ level: 'silent', pretty: false });

describe.skipIf(!hasPostgres)('on a PostgreSQL server', () => {
  let server: TestPostgres;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** With connections of its own, as another process would have. */
  async function open(options: { lockMs?: number } = {}): Promise<{ queues: Queues } & AsyncDisposable> {
    await using opening = new AsyncDisposableStack();
    const pool = openQueuePool(server.url, logger);
    opening.defer(() => pool.end());
    const queues = opening.use(await openPostgresQueues({ pool, logger, emptyFirst: false, ...options }));
    const resources = opening.move();
    return { queues, [Symbol.asyncDispose]: () => resources.disposeAsync() };
  }

  describeQueues('the queue', async () => {
    const stack = new AsyncDisposableStack();
    const admin = openQueuePool(server.url, logger);
    stack.defer(() => admin.end());
    const empty = async () => {
      await admin.query('TRUNCATE bullmq.job, bullmq.dedup, bullmq.event CASCADE');
    };
    stack.defer(empty);
    return {
      open: async (options) => stack.use(await open(options)).queues,
      empty,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    };
  });

  test('that crashes and starts again is worked on as before', async () => {
    await using opened = await open();
    const { queues } = opened;
    const ran = new Tally();
    await using _consumer = await queues.consume('recheck', 2, async (id) => ran.add(id));
    await queues.enqueue('recheck', [{ id: 'before', priority: 1 }]);
    await ran.reaches(1);
    await server.restartImmediate();
    const enqueue = () => queues.enqueue('recheck', [{ id: 'after', priority: 1 }]);
    await until(() =>
      enqueue().then(
        () => true,
        () => false,
      ),
    );
    await ran.reaches(2);
    expect(ran.seen).toEqual(['before', 'after']);
    await until(() =>
      queues.probe().then(
        () => true,
        () => false,
      ),
    );
  });
});

describe('a pool that does not lead to the queue', () => {
  test('is refused, and the error says which names it hides', async () => {
    const pglite = await PGlite.create();
    try {
      await pglite.exec('CREATE TABLE job (id text); SET search_path TO public, bullmq');
      const opening = openPostgresQueues({ pool: embeddedPool(pglite), logger, emptyFirst: true });
      await expect(opening).rejects.toThrow(/search_path does not lead to bullmq for: job$/);
    } finally {
      await pglite.close();
    }
  });
});
