import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { controlSocketAddress } from '#api/control-socket.ts';
import { startApi } from '#api/main.ts';
import { connectService } from '#cli/service-client.ts';
import { expectProblem } from './problem.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

describe('health', () => {
  test('the process lives', async () => {
    expect((await service.app.inject('/healthz')).json()).toEqual({ status: 'ok', version: '0.0.0' });
  });

  test('ready names what does not answer, then answers', async () => {
    const before = expectProblem(await service.app.inject('/readyz'), 503);
    expect(before.errors).toMatchObject([{ path: 'browser' }]);

    await service.catalogue.workers.beat('one', { browser: 'Chromium 1', sandboxed: true });
    expect((await service.app.inject('/readyz')).json()).toEqual({
      status: 'ready',
      checks: { database: 'ok', queue: 'ok', storage: 'ok', browser: 'ok', disk: 'ok' },
    });
  });

  test('says why the queue does not answer', async () => {
    await using broken = await service.variant({
      queues: { probe: () => Promise.reject(new Error('Redis is away')) },
    });
    const problem = expectProblem(await broken.app.inject('/readyz'), 503);

    expect(problem.errors).toContainEqual({ path: 'queue', message: 'Redis is away' });
  });
});

test('the service describes itself as OpenAPI 3.1 and shows it without others’ help', async () => {
  const document = (await service.app.inject('/openapi.json')).json<{
    openapi: string;
    components: { schemas: Record<string, unknown> };
  }>();
  const page = await service.app.inject('/docs');

  expect(document.openapi).toBe('3.1.0');
  expect(Object.keys(document.components.schemas)).toEqual(
    expect.arrayContaining(['Submission', 'Post', 'Capture']),
  );
  const references = [...JSON.stringify(document).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(
    ([, name]) => name,
  );
  expect(references.filter((name) => !name || !(name in document.components.schemas))).toEqual([]);
  expect(page.statusCode).toBe(200);
  expect(page.body).not.toMatch(/(src|href)="https?:/);
});

describe('the control socket', () => {
  test('is for its owner alone, who is an admin without a key', async () => {
    await using own = await service.variant({ publicUrl: null });
    const socketPath = join(own.directory, 'control.sock');
    await writeFile(socketPath, 'left by a process that died');
    await using api = await startApi(own.app, { host: '127.0.0.1', port: 0, controlSocket: socketPath });
    await using client = connectService(socketPath);

    expect((await stat(socketPath)).mode & 0o777).toBe(0o600);
    expect(await client.request('GET', '/v1/keys')).toMatchObject({ status: 200 });
    const url = 'https://x.com/reporter/status/1072857000000000501';
    const accepted = await client.request('POST', '/v1/submissions', { url });
    expect(accepted).toMatchObject({ status: 202, body: { origin: 'cli' } });
    const post = await client.request('GET', '/v1/posts/x:1072857000000000501');
    expect(post.body).toMatchObject({ embedUrl: `${api.url}/embed/x%3A1072857000000000501` });
    expect(await client.request('GET', '/v1/posts/x:5')).toMatchObject({
      status: 404,
      body: { status: 404 },
    });

    // The same application on its port asks for a key all the same.
    expect((await fetch(`${api.url}/v1/keys`)).status).toBe(401);
  });

  test('streams events', async () => {
    await using own = await service.variant({});
    const socketPath = join(own.directory, 'control.sock');
    await using _api = await startApi(own.app, { host: '127.0.0.1', port: 0, controlSocket: socketPath });
    await using client = connectService(socketPath);
    // A text without an embed is done at once.
    const accepted = await client.request('POST', '/v1/submissions', { text: 'No embed here.' });
    const { id } = accepted.body as { id: string };
    const events: string[] = [];
    for await (const { event } of client.events(`/v1/submissions/${id}/events`)) {
      events.push(event);
    }

    expect(events).toEqual(['submission', 'done']);
  });

  test('is gone with the service', async () => {
    const socketPath = join(service.directory, 'control.sock');
    await using own = await service.variant({});
    const api = await startApi(own.app, { host: '127.0.0.1', port: 0, controlSocket: socketPath });
    await api[Symbol.asyncDispose]();

    await expect(stat(socketPath)).rejects.toThrow('ENOENT');
  });

  test('says what to do where its path is too long', () => {
    expect(() => controlSocketAddress(`/${'long/'.repeat(30)}control.sock`)).toThrow(
      /choose a shorter DATA_DIR/,
    );
    expect(
      controlSocketAddress(join(process.cwd(), 'a'.repeat(60), 'control.sock')).length,
    ).toBeLessThanOrEqual(100);
  });
});

test('answers point to the address that the request named, where none is configured', async () => {
  await using own = await service.variant({ publicUrl: null });
  await own.post('/v1/submissions', { url: 'https://x.com/reporter/status/1072857000000000502' });
  const at = async (headers: Record<string, string>) =>
    (await own.inject({ url: '/v1/posts/x:1072857000000000502', headers })).json<{ embedUrl: string }>()
      .embedUrl;

  expect(await at({ host: 'archive.example.net:8080' })).toMatch(
    /^http:\/\/archive\.example\.net:8080\/embed\//,
  );
  // Without TRUST_PROXY nobody can make answers point elsewhere by a header that proxies set.
  expect(await at({ host: 'archive.example.net', 'x-forwarded-host': 'evil.example' })).toMatch(
    /^http:\/\/archive\.example\.net\//,
  );
});
