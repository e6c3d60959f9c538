import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { openEmbeddedCatalogue } from '#catalogue/open-catalogue.ts';
import { systemClock } from '#domain/clock.ts';
import { createLogger } from '#logger.ts';
import { openPostgresQueues } from '#queue/postgres.ts';
import { type Queues, QueueUnavailableError } from '#queue/queue.ts';
import { openRedisQueues } from '#queue/redis.ts';
import { openFileStorage } from '#storage/file-storage.ts';
import { adminKey, startTestService, startTimeoutMs, type TestService } from '../api/service.ts';
import { hasRedis, startRedis } from '../support/redis.ts';

const logger = createLogger({ level: 'silent', pretty: false });
let service: TestService;
let browser: Browser;
beforeAll(async () => {
  service = await startTestService();
  browser = await chromium.launch({ executablePath: findChromium(null)?.path ?? '', args: ['--no-sandbox'] });
}, startTimeoutMs);
afterAll(async () => {
  await browser.close();
  await service[Symbol.asyncDispose]();
});

async function onRedis(stack: AsyncDisposableStack): Promise<Queues> {
  const redis = stack.use(await startRedis());
  return stack.use(await openRedisQueues({ url: redis.url, prefix: 'board', logger }));
}

async function onEmbeddedPostgres(stack: AsyncDisposableStack): Promise<Queues> {
  const directory = await mkdtemp(join(tmpdir(), 'board-'));
  stack.defer(() => rm(directory, { recursive: true, force: true }));
  const source = await openFileStorage(join(directory, 'storage'));
  const { catalogue, pool } = await openEmbeddedCatalogue({
    ...{ directory: join(directory, 'pg'), source, logger },
    clock: systemClock,
  });
  stack.use(catalogue);
  return stack.use(await openPostgresQueues({ pool, logger, emptyFirst: true }));
}

async function signIn(app: TestService['app']): Promise<string> {
  const { cookies } = await app.inject({
    ...{ method: 'POST', url: '/sign-in' },
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    payload: new URLSearchParams({ key: adminKey }).toString(),
  });
  return `${cookies[0]?.name}=${cookies[0]?.value}`;
}

describe.each([
  ['Redis', onRedis, hasRedis],
  ['embedded PostgreSQL', onEmbeddedPostgres, true],
] as const)('the queues’ pages, on %s', (_name, open, has) => {
  test.skipIf(!has)('show admins what waits, and let nobody change it', { timeout: 60_000 }, async () => {
    await using stack = new AsyncDisposableStack();
    const queues = await open(stack);
    await queues.enqueue('capture', [
      { id: 'one', priority: 1 },
      { id: 'two', priority: 2 },
    ]);
    const { app } = stack.use(
      await service.variant({ publicUrl: null, openQueueBoard: (path) => queues.board(path) }),
    );
    const url = await app.listen({ port: 0, host: '127.0.0.1' });
    const cookie = await signIn(app);

    expect((await fetch(`${url}/admin/queues/`, { redirect: 'manual' })).headers.get('location')).toContain(
      '/sign-in',
    );
    const change = { method: 'PUT', headers: { cookie, 'sec-fetch-site': 'same-origin' } };
    expect((await fetch(`${url}/admin/queues/api/queues/capture/pause`, change)).status).toBe(404);

    const context = await browser.newContext({ extraHTTPHeaders: { cookie } });
    const page = await context.newPage();
    const wrong: string[] = [];
    page.on('console', (message) => message.type() === 'error' && wrong.push(message.text()));
    page.on(
      'response',
      (response) => response.status() >= 400 && wrong.push(`${response.status()} ${response.url()}`),
    );
    page.on('request', (request) => !request.url().startsWith(url) && wrong.push(request.url()));
    await page.goto(`${url}/admin/queues/queue/capture?status=prioritized`);
    await page.getByText('one', { exact: true }).first().waitFor();

    expect(await page.getByText('two', { exact: true }).count()).toBeGreaterThan(0);
    expect(await page.getByRole('button', { name: /pause|clean|obliterate|remove/i }).count()).toBe(0);
    await page.goto(`${url}/admin/queues/`);
    await page
      .getByRole('link', { name: /recheck/ })
      .first()
      .waitFor();
    expect(wrong).toEqual([]);
    await context.close();
  });
});

test('say so where the queue does not answer', async () => {
  const away = () => Promise.reject(new QueueUnavailableError('Redis is away'));
  await using broken = await service.variant({ openQueueBoard: away });
  const cookie = await signIn(broken.app);
  const answer = await broken.app.inject({
    url: '/admin/queues',
    headers: { cookie, 'sec-fetch-site': 'none' },
  });

  expect(answer.statusCode).toBe(503);
  expect(answer.body).toContain('The queue does not answer');
});
