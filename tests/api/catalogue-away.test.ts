import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ServiceProcess, waitUntil } from '../faults/service-process.ts';
import { freePort } from '../support/free-port.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { hasRedis, startRedis, type TestRedis } from '../support/redis.ts';
import { testServers } from '../support/test-servers.ts';

/** What clients are told by an API process whose PostgreSQL, or whose Redis, is away for a while. */
const key = 'away-key-away-key-away-key';
const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
const problemType = 'urn:embed-archiver:problem:catalogue-away';

let url: string;
let postgres: TestPostgres;
let redis: TestRedis;
let api: ServiceProcess;
const resources = new AsyncDisposableStack();

function submit(post: string, idempotencyKey: string): Promise<Response> {
  return fetch(`${url}/v1/submissions`, {
    method: 'POST',
    headers: { ...headers, 'idempotency-key': idempotencyKey },
    body: JSON.stringify({ url: `https://x.com/someone/status/${post}` }),
  });
}

async function idOf(response: Response): Promise<string> {
  return ((await response.json()) as { id: string }).id;
}

/** The parts that do not answer. */
async function notReady(): Promise<string[]> {
  const { errors } = (await (await fetch(`${url}/readyz`)).json()) as { errors: { path: string }[] };
  return errors.map(({ path }) => path);
}

describe.skipIf(!hasPostgres || !hasRedis || testServers !== null)('while', { timeout: 60_000 }, () => {
  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'away-'));
    resources.defer(() => rm(directory, { recursive: true, force: true }));
    postgres = resources.use(await startPostgres());
    redis = resources.use(await startRedis());
    const port = String(await freePort());
    url = `http://127.0.0.1:${port}`;
    api = ServiceProcess.start('api', {
      ...{ DATA_DIR: directory, PORT: port, ADMIN_KEY: key, LOG_LEVEL: 'info' },
      ...{ DATABASE_URL: postgres.url, REDIS_URL: redis.url, STORAGE_URL: `file://${directory}/storage` },
      SECRET_KEY: 'secret-of-the-tests'.padEnd(32, '.'),
    });
    resources.defer(() => api.kill9());
    await waitUntil('the API is up', 60_000, async () => api.said('"msg":"service.started"'));
  }, 90_000);
  afterAll(() => resources.disposeAsync());

  test('Redis is away, submissions are taken', async () => {
    await redis.kill9();
    const answer = await submit('1001', 'without-redis');

    expect(answer.status).toBe(202);
    const { id } = (await answer.json()) as { id: string };
    expect((await fetch(`${url}/v1/submissions/${id}`, { headers })).status).toBe(200);
    expect(await notReady()).toContain('queue');
    await redis.restart();
    await expect.poll(notReady, { timeout: 10_000 }).not.toContain('queue');
  });

  test('PostgreSQL is away, everybody is told to come again, and who does is served', async () => {
    const first = await idOf(await submit('1002', 'before'));
    await postgres.stop();

    const refused = await submit('1003', 'meanwhile');
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).toBe('10');
    expect(await refused.json()).toMatchObject({
      type: problemType,
      detail: expect.stringContaining('made once'),
    });
    const asked = {
      '/v1/posts/x:1002': undefined,
      '/embed/x:1002': undefined,
      '/embed/x:1002.png': undefined,
      '/oembed?url=https%3A%2F%2Fx.com%2Fsomeone%2Fstatus%2F1002': undefined,
      '/timemap/link/https://x.com/someone/status/1002': undefined,
      '/embed/resolve': { method: 'POST', body: '{"urls":["https://x.com/someone/status/1002"]}' },
    };
    for (const [path, how] of Object.entries(asked)) {
      const answer = await fetch(`${url}${path}`, { headers, ...how });
      expect([path, answer.status, answer.headers.get('retry-after')]).toEqual([path, 503, '10']);
      expect(await answer.json()).toMatchObject({ type: problemType });
    }
    const page = await fetch(`${url}/posts/x:1002`, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('retry-after')]).toEqual([503, '10']);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('Try again in 10 seconds.');
    expect(await notReady()).toContain('database');
    expect((await fetch(`${url}/healthz`)).status).toBe(200);

    await postgres.start();
    expect((await fetch(`${url}/embed/x:1002`)).status).toBe(200);
    expect(await idOf(await submit('1002', 'before'))).toBe(first);
    const taken = await submit('1003', 'meanwhile');
    expect(taken.status).toBe(202);
    expect(await idOf(await submit('1003', 'meanwhile'))).toBe(await idOf(taken));
  });

  test('a connection is ended under a request, that one is told the same, and the next is served', async () => {
    const operator = new pg.Client({ connectionString: postgres.url });
    await operator.connect();
    // What waits for a lock is in the midst of its request for as long as it takes.
    await operator.query('BEGIN');
    await operator.query('LOCK TABLE submissions IN ACCESS EXCLUSIVE MODE');
    const asking = submit('1004', 'cut');
    const waiting = `SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND application_name = 'embed-archiver'`;
    const waits = async () => (await operator.query(waiting)).rowCount;
    await expect.poll(waits, { timeout: 10_000 }).toBe(1);
    await operator.query(`SELECT pg_terminate_backend(pid) FROM (${waiting}) AS waiting`);
    await operator.query('ROLLBACK');
    await operator.end();

    const answer = await asking;
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ type: problemType });
    expect((await submit('1004', 'cut')).status).toBe(202);
  });
});
