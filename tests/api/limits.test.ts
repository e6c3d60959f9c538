import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Clock } from '#domain/clock.ts';
import { unpressed } from '../support/pressure.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

/** On the day and the minute, so that none ends in a test. */
const clock: Clock & { at: number } = {
  at: Date.parse('2027-03-01T00:00:00Z'),
  now() {
    return new Date(this.at);
  },
};

let service: TestService;
let first: TestService;
let second: TestService;
beforeAll(async () => {
  service = await startTestService();
  first = await service.variant({ clock });
  second = await service.variant({ clock });
}, startTimeoutMs);
afterAll(async () => {
  await first[Symbol.asyncDispose]();
  await second[Symbol.asyncDispose]();
  await service[Symbol.asyncDispose]();
});

async function makeKey(limits: object): Promise<{ id: string; authorization: string }> {
  const made = await first.post('/v1/keys', { name: 'limited', scopes: ['submit', 'read'], limits });
  expect(made.statusCode).toBe(201);
  const { id, secret } = made.json<{ id: string; secret: string }>();
  return { id, authorization: `Bearer ${secret}` };
}

const list = (on: TestService, authorization: string) =>
  on.inject({ method: 'GET', url: '/v1/submissions?limit=1', headers: { authorization } });

describe('a key', () => {
  test('has so many requests a minute in all processes together, and is told how many', async () => {
    const { authorization } = await makeKey({ requestsPerMinute: 3 });
    const told = await list(first, authorization);
    expect(told.headers).toMatchObject({
      'ratelimit-policy': '"requests";q=3;w=60',
      ratelimit: '"requests";r=2;t=60',
    });
    expect((await list(second, authorization)).statusCode).toBe(200);
    expect((await list(first, authorization)).statusCode).toBe(200);
    const refused = await list(second, authorization);
    expect(refused.statusCode).toBe(429);
    expect(refused.headers).toMatchObject({
      'content-type': 'application/problem+json',
      'retry-after': '60',
      ratelimit: '"requests";r=0;t=60',
    });
    expect(refused.json()).toMatchObject({
      type: 'urn:embed-archiver:problem:quota-exceeded',
      violatedPolicies: ['requests'],
    });
    clock.at += 60_000;
    expect((await list(second, authorization)).statusCode).toBe(200);
  });

  test('has so many posts a day: a batch counts as many, a refused one none, a repeated one once', async () => {
    const { authorization } = await makeKey({ submissionsPerDay: 5 });
    const urls = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => `https://x.com/a/status/${from + index}`);
    const submit = (list: string[], headers = {}) =>
      second.post('/v1/submissions', { urls: list }, { authorization, ...headers });

    const keyed = { 'idempotency-key': 'once' };
    const accepted = await submit(urls(100, 3), keyed);
    expect(accepted.statusCode).toBe(202);
    expect(accepted.headers.ratelimit).toContain('"submissions";r=2;t=');
    expect((await submit(urls(200, 3))).json()).toMatchObject({ violatedPolicies: ['submissions'] });
    expect((await submit(urls(300, 2))).statusCode).toBe(202);
    expect((await submit(urls(400, 1))).statusCode).toBe(429);
    clock.at += 86_400_000;
    expect((await submit(urls(500, 5))).statusCode).toBe(202);
  });

  test('has the usual limits unless told, others by PATCH, and none where it administers', async () => {
    const { id, authorization } = await makeKey({});
    const limits = async () => {
      const { items } = (await first.inject({ url: '/v1/keys' })).json<{
        items: { id: string; limits: object }[];
      }>();
      return items.find((key) => key.id === id)?.limits;
    };
    expect(await limits()).toEqual({ requestsPerMinute: 600, submissionsPerDay: 20_000 });
    const body = { limits: { requestsPerMinute: 1, submissionsPerDay: null } };
    const changed = await first.inject({ method: 'PATCH', url: `/v1/keys/${id}`, payload: body });
    expect(changed.json()).toMatchObject(body);
    expect((await list(second, authorization)).statusCode).toBe(200);
    expect((await list(second, authorization)).statusCode).toBe(429);
    expect((await first.inject({ url: '/v1/keys' })).headers.ratelimit).toBeUndefined();
    const wrong = await first.inject({
      ...{ method: 'PATCH', url: `/v1/keys/${id}` },
      payload: { limits: { requestsPerMinute: 0 } },
    });
    expect(wrong.json()).toMatchObject({ errors: [{ path: 'limits.requestsPerMinute' }] });
  });
});

test('an address without a key has so many requests a minute; proxies and health checks have no limit', async () => {
  await using strict = await service.variant({ clock, publicRequestsPerMinute: 2, trustProxy: true });
  const from = (remoteAddress: string, url = '/embed.js', headers = {}) =>
    strict.app.inject({ url, remoteAddress, headers });
  const codes = async (...answers: ReturnType<typeof from>[]) =>
    (await Promise.all(answers)).map(({ statusCode }) => statusCode);
  expect(await codes(from('8.8.8.8'), from('8.8.8.8'), from('8.8.8.8'))).toEqual([200, 200, 429]);
  expect(await codes(from('8.8.4.4'), from('8.8.8.8', '/healthz'))).toEqual([200, 200]);
  expect(await codes(from('127.0.0.1'), from('127.0.0.1'), from('127.0.0.1'))).toEqual([200, 200, 200]);
  const forwarded = { 'x-forwarded-for': '2606:4700::1' };
  const neighbour = { 'x-forwarded-for': '2606:4700::2' };
  const proxied = [forwarded, neighbour, forwarded].map((headers) => from('10.0.0.1', '/embed.js', headers));
  expect(await codes(...proxied)).toEqual([200, 200, 429]);
});

test('with the disk nearly full nothing new is taken in, and what is held is served', async () => {
  const pressure = {
    now: () => ({ ...unpressed.now(), holds: { kind: 'disk' as const, reason: 'full in a test' } }),
  };
  const body = { url: 'https://x.com/a/status/77' };
  await using full = await service.variant({ pressure, embedded: true });
  await full.catalogue.workers.beat('one', { browser: 'Chromium 1', sandboxed: true });
  const refused = await full.post('/v1/submissions', body);
  expect(refused.statusCode).toBe(507);
  expect(refused.json<{ detail: string }>().detail).toContain('full in a test');
  expect((await full.inject({ url: '/v1/submissions' })).statusCode).toBe(200);
  const ready = await full.inject({ url: '/readyz' });
  expect(ready.statusCode).toBe(503);
  expect(ready.json()).toMatchObject({ errors: [{ path: 'disk', message: 'full in a test' }] });
  // Where the database is elsewhere, accepting it is a row there and nothing on this disk.
  await using server = await service.variant({ pressure, embedded: false });
  expect((await server.post('/v1/submissions', body)).statusCode).toBe(202);
});
