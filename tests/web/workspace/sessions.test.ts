import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adminKey, startTestService, startTimeoutMs, type TestService } from '../../api/service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
}, startTimeoutMs);
afterAll(async () => {
  await service?.[Symbol.asyncDispose]();
});

const here = { 'sec-fetch-site': 'same-origin' };

function send(path: string, fields: Record<string, string>, headers: Record<string, string> = here) {
  return service.app.inject({
    ...{ method: 'POST', url: path, payload: new URLSearchParams(fields).toString() },
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });
}

async function signIn(key = adminKey): Promise<string> {
  return cookieOf(await send('/sign-in', { key }));
}

function cookieOf({ cookies, body }: LightMyRequestResponse): string {
  const [cookie] = cookies;
  if (cookie === undefined) {
    throw new Error(`No session was begun: ${body}`);
  }
  return `${cookie.name}=${cookie.value}`;
}

/** What `/v1` answers to a request with that cookie. */
async function statusOf(
  cookie: string,
  headers: Record<string, string> = here,
  method: 'GET' | 'POST' = 'GET',
) {
  const url = method === 'GET' ? '/v1/keys' : '/v1/submissions';
  const payload = method === 'GET' ? undefined : { url: 'https://x.com/a/status/1072857000000000001' };
  return (await service.app.inject({ method, url, headers: { cookie, ...headers }, payload })).statusCode;
}

describe('signing in', () => {
  test('gives a cookie that no script and no other site gets, and never the key', async () => {
    const answer = await send('/sign-in', { key: ` Bearer ${adminKey}\n`, next: '/posts?q=a' });

    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/posts?q=a']);
    expect(answer.cookies).toMatchObject([{ httpOnly: true, secure: true, sameSite: 'Strict', path: '/' }]);
    expect(JSON.stringify(answer.headers)).not.toContain(adminKey);
  });

  test('keeps to its path where the service lives below one, and to plain HTTP where it has no more', async () => {
    await using below = await service.variant({ publicUrl: 'http://news.example.org/archive' });
    const answer = await below.app.inject({
      ...{ method: 'POST', url: '/sign-in', payload: new URLSearchParams({ key: adminKey }).toString() },
      headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'http://news.example.org' },
    });

    expect(answer.headers.location).toBe('/archive/');
    expect(answer.cookies).toMatchObject([{ path: '/archive' }]);
    expect(answer.cookies[0]).not.toHaveProperty('secure');
  });

  test.each([
    '//evil.example/',
    '/\\evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/.//evil.example',
    '/\t/evil.example',
  ])('never goes on to %j', async (next) => {
    const answer = await send('/sign-in', { key: adminKey, next });

    expect(new URL(`${answer.headers.location}`, 'https://own.example').origin).toBe('https://own.example');
  });

  test('refuses a wrong key, and after many of them to be asked at all', async () => {
    await using other = await service.variant({ trustProxy: true });
    const attempt = (key: string, address: string) =>
      other.app.inject({
        ...{ method: 'POST', url: '/sign-in', payload: new URLSearchParams({ key }).toString() },
        headers: {
          ...{ 'content-type': 'application/x-www-form-urlencoded', 'x-forwarded-for': address },
          ...here,
        },
      });
    const answers: LightMyRequestResponse[] = [];
    for (let guess = 0; guess < 25; guess += 1) {
      answers.push(await attempt(`esa_${guess}`, '192.0.2.1'));
    }

    expect(answers[0]?.statusCode).toBe(401);
    expect(answers[0]?.body).toContain('This key is unknown or was revoked.');
    expect(answers.at(-1)?.statusCode).toBe(429);
    expect(Number(answers.at(-1)?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await attempt(adminKey, '192.0.2.1')).statusCode).toBe(429);
    expect((await attempt(adminKey, '192.0.2.2')).statusCode).toBe(303);
  });
});

describe('a session', () => {
  test('opens the API to pages of this service, and to nobody else’s', async () => {
    const cookie = await signIn();

    expect(await statusOf(cookie)).toBe(200);
    expect(await statusOf(cookie, {})).toBe(200);
    expect(await statusOf(cookie, here, 'POST')).toBe(202);
    expect(await statusOf(cookie, { origin: 'https://archive.example.org' }, 'POST')).toBe(202);
    const foreigners: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const foreign of foreigners) {
      expect(await statusOf(cookie, foreign), JSON.stringify(foreign)).toBe(401);
      expect(await statusOf(cookie, foreign, 'POST'), JSON.stringify(foreign)).toBe(401);
    }
    expect(await statusOf(cookie, {}, 'POST')).toBe(401);
    expect(await statusOf(cookie, { 'sec-fetch-site': 'none' }, 'POST')).toBe(401);
  });

  test('may no more than its key', async () => {
    const cookie = await signIn((await service.makeKey('submit')).secret);

    expect(await statusOf(cookie)).toBe(403);
    expect(await statusOf(cookie, here, 'POST')).toBe(202);
  });

  test('ends with its key', async () => {
    const { id, secret } = await service.makeKey('admin');
    const cookie = await signIn(secret);
    expect(await statusOf(cookie)).toBe(200);
    await service.inject({ method: 'DELETE', url: `/v1/keys/${id}` });

    expect(await statusOf(cookie)).toBe(401);
  });

  test('of ADMIN_KEY ends when that is another one', async () => {
    const cookie = await signIn();
    await using changed = await service.variant({ adminKeySha256: 'ab'.repeat(32) });
    const answer = await changed.app.inject({ url: '/v1/keys', headers: { cookie, ...here } });

    expect(answer.statusCode).toBe(401);
  });

  test('ends by signing out', async () => {
    const cookie = await signIn();
    const signedOut = await send('/sign-out', {}, { ...here, cookie });

    expect([signedOut.statusCode, signedOut.headers.location]).toEqual([303, '/']);
    expect(await statusOf(cookie)).toBe(401);
  });

  test('ends after a fortnight', async () => {
    const daysAgo = (days: number) => ({ now: () => new Date(Date.now() - days * 24 * 3_600_000) });
    const signInAt = async (days: number) => {
      await using then = await service.variant({ clock: daysAgo(days) });
      const payload = new URLSearchParams({ key: adminKey }).toString();
      const headers = { 'content-type': 'application/x-www-form-urlencoded', ...here };
      return cookieOf(await then.app.inject({ method: 'POST', url: '/sign-in', headers, payload }));
    };

    expect(await statusOf(await signInAt(13))).toBe(200);
    expect(await statusOf(await signInAt(15))).toBe(401);
  });

  test('is kept as nothing that could be used', async () => {
    const cookie = await signIn();
    const [, token = ''] = cookie.split('=');

    expect(await service.catalogue.sessions.find(token)).toBeNull();
  });
});

describe('pages', () => {
  test('send whoever is not signed in to sign in first, and back', async () => {
    const answer = await service.app.inject({ url: '/posts?q=a%20b', headers: here });

    expect([answer.statusCode, answer.headers.location]).toEqual([
      303,
      '/sign-in?next=%2Fposts%3Fq%3Da%2520b',
    ]);
  });

  test('take forms from themselves alone', async () => {
    const cookie = await signIn();
    const fields = { what: 'https://x.com/a/status/1072857000000000002' };

    const foreigners: Record<string, string>[] = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'https://evil.example' },
    ];
    for (const foreign of foreigners) {
      expect((await send('/', fields, { cookie, ...foreign })).statusCode, JSON.stringify(foreign)).toBe(403);
    }
    expect((await send('/', fields, { cookie, ...here })).statusCode).toBe(303);
  });

  test('are refused to a key that may not, in words', async () => {
    const cookie = await signIn((await service.makeKey('submit')).secret);
    const answer = await service.app.inject({ url: '/posts', headers: { cookie, ...here } });

    expect(answer.statusCode).toBe(403);
    expect(answer.body).toContain('This page needs a key with the scope read.');
  });

  test('let no script in but their own, and are nobody’s frame', async () => {
    const policy = `${(await service.app.inject('/')).headers['content-security-policy']}`;

    expect(policy).toContain("default-src 'none'");
    expect(policy).toMatch(/script-src 'nonce-[\w+/=]+';/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).toContain("require-trusted-types-for 'script'");
    expect(policy).not.toContain('unsafe');
  });

  test('say where there is none, to whoever browses; programs are told as by the API', async () => {
    const answerTo = async (url: string, accept: string) =>
      (await service.app.inject({ url, headers: { accept } })).headers['content-type'];

    expect(await answerTo('/nowhere', 'text/html,*/*')).toContain('text/html');
    expect(await answerTo('/nowhere', '*/*')).toContain('problem+json');
    expect(await answerTo('/v1/nowhere', 'text/html,*/*')).toContain('problem+json');
  });

  test('are on no list of the API’s', async () => {
    const { paths } = (await service.app.inject('/openapi.json')).json<{ paths: object }>();

    expect(
      Object.keys(paths).filter((path) => /^\/(?:sign-in|posts|submissions|assets|$)/.test(path)),
    ).toEqual([]);
  });
});
