import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { beforeAll, expect, test } from 'vitest';
import type { Scope } from '#catalogue/catalogue.ts';
import { adminKey, type TestService } from '../api/service.ts';
import { type Held, heldWords, holdOneOfEach, pathOf, whatIsHeld } from './held.ts';
import { controlOnly, isPublic, unusedPublicRoutes } from './public-routes.ts';
import type { Route } from './routes.ts';

const scopesThat: Record<string, Scope[]> = {
  submit: ['submit', 'admin'],
  read: ['read', 'admin'],
  admin: ['admin'],
  any: ['submit', 'read', 'admin'],
};
const here = { 'sec-fetch-site': 'same-origin' };

/** Every route of the application × everybody who could knock. */
export function describeAuthorisation(serviceOf: () => TestService, routesOf: () => Route[]): void {
  let service: TestService;
  let held: Held;
  let routes: Route[];
  let guarded: Route[];
  let pages: Route[];
  beforeAll(async () => {
    service = serviceOf();
    routes = routesOf();
    guarded = routes.filter(({ access }) => access !== null && access !== 'public');
    pages = routes.filter(({ viewer }) => viewer !== null);
    held = await holdOneOfEach(service);
  });

  const send = (route: Route, options: Partial<InjectOptions> = {}) =>
    service.app.inject({
      method: route.method as 'GET',
      url: pathOf(route.url, held),
      ...options,
      ...(['POST', 'PATCH'].includes(route.method) && { payload: options.payload ?? {} }),
    });
  const bearing = (secret: string) => ({ headers: { authorization: `Bearer ${secret}` } });

  test('every route says who may use it, or is among those that anybody may', () => {
    const silent = routes.filter((route) => {
      const isGuarded = route.access !== null && route.access !== 'public';
      return !isGuarded && route.viewer === null && !isPublic(route);
    });

    expect(routes.length).toBeGreaterThan(150);
    expect(silent.map(({ method, url }) => `${method} ${url}`)).toEqual([]);
    expect(unusedPublicRoutes(routes)).toEqual([]);
  });

  test('the description tells of each operation what the route asks for', async () => {
    const document = (await service.app.inject('/openapi.json')).json<{
      paths: Record<string, Record<string, { security?: { key?: Scope[] }[] }>>;
    }>();
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(
        ([method, { security }]) =>
          [method.toUpperCase(), path.replaceAll(/\{\w+\}/g, '*'), security?.[0]?.key?.[0] ?? null] as const,
      ),
    );
    const declared = new Map(
      routes.map(({ method, url, access }) => [`${method} ${url.replaceAll(/:\w+/g, '*')}`, access]),
    );

    expect(described.length).toBeGreaterThan(60);
    for (const [method, path, scope] of described) {
      const access = declared.get(`${method} ${path}`) ?? null;
      expect(access === 'public' ? null : access, `${method} ${path}`).toBe(scope);
    }
  });

  test('nobody without a good key gets anything of a route that asks for one, or changes anything', async () => {
    const everybody = await strangers(service);
    const before = await whatIsHeld(service);

    for (const [who, headers] of everybody) {
      for (const route of guarded) {
        const answer = await send(route, { headers });
        expect(answer.statusCode, `${route.method} ${route.url} ${who}: ${answer.body}`).toBe(401);
        expect(answer.headers['www-authenticate']).toContain('Bearer');
        expect(answer.body).not.toContain(heldWords);
      }
    }
    expect(await whatIsHeld(service)).toBe(before);
  });

  test('and nothing of a page that asks who is signed in', async () => {
    const everybody = await strangers(service);
    const before = await whatIsHeld(service);

    for (const [who, headers] of everybody) {
      for (const route of pages) {
        const answer = await send(route, { headers: { ...here, ...headers } });
        expect(isSentToSignIn(answer), `${route.method} ${route.url} ${who}: ${answer.statusCode}`).toBe(
          true,
        );
        expect(answer.body).not.toContain(heldWords);
      }
    }
    expect(await whatIsHeld(service)).toBe(before);
  });

  test.each(['submit', 'read', 'admin'] as const)(
    '%s opens what it should, and nothing else',
    async (scope) => {
      const { secret } = await service.makeKey(scope);
      const cookie = await signIn(service, secret);
      const nothing: Held = { postId: 'x:1', ids: {} };
      const before = await whatIsHeld(service);

      for (const route of guarded) {
        const isAllowed =
          !controlOnly.has(route.url) && (scopesThat[route.access ?? '']?.includes(scope) ?? false);
        const url = pathOf(route.url, isAllowed ? nothing : held);
        for (const headers of [bearing(secret).headers, { cookie, ...here }]) {
          const answer = await send(route, { url, headers });
          expect(answer.statusCode === 403, `${route.method} ${url}: ${answer.body}`).toBe(!isAllowed);
          expect([401, 500], `${route.method} ${url}: ${answer.body}`).not.toContain(answer.statusCode);
        }
      }
      for (const route of pages) {
        const isAllowed = scopesThat[route.viewer ?? '']?.includes(scope) ?? false;
        const url = pathOf(route.url, isAllowed ? nothing : held);
        const answer = await send(route, { url, headers: { cookie, ...here } });
        expect(answer.statusCode === 403, `${route.method} ${url}: ${answer.statusCode}`).toBe(!isAllowed);
        expect(isSentToSignIn(answer), `${route.method} ${url}`).toBe(false);
        expect(answer.statusCode, `${route.method} ${url}`).toBeLessThan(500);
      }
      if (scope !== 'admin') {
        expect(await whatIsHeld(service)).toBe(before);
      }
    },
  );

  test('a cookie opens nothing to pages of other sites', async () => {
    const before = await whatIsHeld(service);
    const cookie = await signIn(service, adminKey);
    const foreigners: Record<string, string>[] = [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: 'https://evil.example.org' },
      { origin: 'null' },
    ];
    for (const foreign of foreigners) {
      for (const route of guarded) {
        const answer = await send(route, { headers: { cookie, ...foreign } });
        expect(answer.statusCode, `${route.method} ${route.url}`).toBe(401);
      }
      for (const route of pages.filter(({ method }) => method === 'POST')) {
        const answer = await send(route, { headers: { cookie, ...foreign } });
        expect(answer.statusCode, `${route.method} ${route.url}`).toBe(403);
      }
    }
    expect(await whatIsHeld(service)).toBe(before);
  });

  test('no spelling of an address goes round the door', async () => {
    const shut = [...guarded, ...pages].filter(({ method }) => method !== 'HEAD');
    for (const route of shut) {
      for (const url of spellings(pathOf(route.url, held))) {
        const answer = await send(route, { url, headers: here });
        const isShut = [400, 401, 403, 404].includes(answer.statusCode) || isSentToSignIn(answer);
        expect(isShut, `${route.method} ${url}: ${answer.statusCode} ${answer.body}`).toBe(true);
        expect(answer.body).not.toContain(heldWords);
      }
    }
  });

  test('no header or field makes another method of one', async () => {
    const { secret } = await service.makeKey('read', 'submit');
    const before = await whatIsHeld(service);
    for (const route of guarded.filter(({ method }) => method === 'DELETE')) {
      const url = pathOf(route.url, held);
      for (const method of ['GET', 'POST'] as const) {
        await service.app.inject({
          ...{ method, url: `${url}?_method=DELETE`, payload: { _method: 'DELETE' } },
          headers: {
            ...bearing(secret).headers,
            ...{
              'x-http-method-override': 'DELETE',
              'x-http-method': 'DELETE',
              'x-method-override': 'DELETE',
            },
          },
        });
      }
    }

    expect(await whatIsHeld(service)).toBe(before);
  });

  test('what browsers ask first is answered where pages elsewhere may read, and never for cookies', async () => {
    const answered = new Set(routes.filter(({ method }) => method === 'OPTIONS').map(({ url }) => url));
    for (const url of new Set(routes.map((route) => route.url))) {
      const answer = await service.app.inject({
        ...{ method: 'OPTIONS', url: pathOf(url, held) },
        headers: { origin: 'https://evil.example.org', 'access-control-request-method': 'GET' },
      });
      expect(answer.statusCode, url).toBe(answered.has(url) ? 204 : 404);
      expect(answer.headers).not.toHaveProperty('access-control-allow-credentials');
      if (!answered.has(url)) {
        expect(answer.headers).not.toHaveProperty('access-control-allow-methods');
      }
    }
  });

  test('who may only submit follows what it sent itself; who may read reads everything, whoever sent it', async () => {
    const [mine, other, reader] = [
      ...[await service.makeKey('submit'), await service.makeKey('submit'), await service.makeKey('read')],
    ] as const;
    const body = { url: 'https://x.com/reporter/status/1072857000000000002' };
    const sent = await service.app.inject({
      ...{ method: 'POST', url: '/v1/submissions', payload: body },
      headers: { ...bearing(mine.secret).headers, 'idempotency-key': 'the-same' },
    });
    const { id } = sent.json<{ id: string }>();
    const page = async (secret: string) =>
      (
        await service.app.inject({
          url: `/submissions/${id}`,
          headers: { cookie: await signIn(service, secret) },
        })
      ).statusCode;
    const status = async (secret: string) =>
      (await service.app.inject({ url: `/save/status/${id}`, ...bearing(secret) })).statusCode;

    expect([await page(mine.secret), await page(other.secret), await page(reader.secret)]).toEqual([
      200, 404, 200,
    ]);
    expect([await status(mine.secret), await status(other.secret)]).toEqual([200, 404]);
    const again = await service.app.inject({
      ...{ method: 'POST', url: '/v1/submissions', payload: { ...body, note: 'another' } },
      headers: { ...bearing(other.secret).headers, 'idempotency-key': 'the-same' },
    });
    expect([again.statusCode, again.json<{ id: string }>().id === id]).toEqual([202, false]);
  });
}

/** Everybody who has no good key, and what they show. */
async function strangers(service: TestService): Promise<[string, Record<string, string>][]> {
  const revoked = await service.makeKey('submit', 'read', 'admin');
  const ended = await signIn(service, adminKey);
  const orphaned = await signIn(service, revoked.secret);
  await service.inject({ method: 'DELETE', url: `/v1/keys/${revoked.id}` });
  await service.app.inject({ method: 'POST', url: '/sign-out', headers: { cookie: ended, ...here } });
  const almost = `${revoked.secret.slice(0, -1)}${revoked.secret.endsWith('A') ? 'B' : 'A'}`;
  return [
    ['without anything', {}],
    ['with no more than a scheme', { authorization: 'Bearer' }],
    ['with nonsense', { authorization: 'Bearer nonsense' }],
    ['with another scheme', { authorization: `Basic ${Buffer.from(`a:${adminKey}`).toString('base64')}` }],
    ['with the key without its scheme', { authorization: adminKey }],
    ['with a revoked key', { authorization: `Bearer ${revoked.secret}` }],
    ['with almost a key', { authorization: `Bearer ${almost}` }],
    ['with the key where it does not belong', { cookie: `authorization=${adminKey}`, 'x-api-key': adminKey }],
    ['with a session that was ended', { cookie: ended, ...here }],
    ['with a session of a revoked key', { cookie: orphaned, ...here }],
    ['with a session that never was', { cookie: 'embed_archiver_session=AAAA', ...here }],
  ];
}

export async function signIn(service: TestService, key: string): Promise<string> {
  const answer = await service.app.inject({
    ...{ method: 'POST', url: '/sign-in', payload: new URLSearchParams({ key }).toString() },
    headers: { 'content-type': 'application/x-www-form-urlencoded', ...here },
  });
  const [cookie] = answer.cookies;
  if (cookie === undefined) {
    throw new Error(`Nobody was signed in: ${answer.statusCode}`);
  }
  return `${cookie.name}=${cookie.value}`;
}

function isSentToSignIn({ statusCode, headers }: LightMyRequestResponse): boolean {
  return statusCode === 303 && /^\/sign-in\?next=/.test(`${headers.location}`);
}

/** Other ways to write the address of a path. */
function spellings(path: string): string[] {
  const coded = path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`);
  return [
    `${path}/`,
    `/${path}`,
    path.toUpperCase(),
    coded,
    `${path}%2f`,
    `${path};a=b`,
    `${path}/.`,
    `/embed/..${path}`,
    `/embed/%2e%2e${path}`,
    path.replaceAll('/', '%2F').replace('%2F', '/'),
    path.replaceAll('/', '\\').replace('\\', '/'),
    `${path}%00`,
    `${path}?access=public&key=${adminKey}&authorization=Bearer%20${adminKey}`,
  ];
}
