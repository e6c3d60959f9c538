import fc from 'fast-check';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { beforeAll, expect, test } from 'vitest';
import { adminKey, type TestService } from '../api/service.ts';
import { signIn } from './authorisation.ts';
import { expectDecent, expectHeld } from './decent-answer.ts';
import { fieldsOf, hostilePath } from './made-forms.ts';
import { type Described, operationsOf, requestOf, type Schemas } from './made-requests.ts';
import type { Route } from './routes.ts';

const promptMs = 10_000;

/** Every input that the service describes, and every form of its pages, filled with what nobody should send. */
export function describeHostileRequests(
  serviceOf: () => TestService,
  routesOf: () => Route[],
  runs: number,
): void {
  let service: TestService;
  let cookie: string;
  let document: { paths: Record<string, Record<string, Described>>; components: { schemas: Schemas } };
  beforeAll(async () => {
    service = serviceOf();
    cookie = await signIn(service, adminKey);
    document = (await service.app.inject('/openapi.json')).json();
  });

  async function ask(options: InjectOptions): Promise<LightMyRequestResponse> {
    const late = Promise.withResolvers<never>();
    const what = `${options.method} ${options.url}`.slice(0, 500);
    const timer = setTimeout(() => late.reject(new Error(`${what} was not answered`)), promptMs);
    try {
      return await Promise.race([service.app.inject(options), late.promise]);
    } finally {
      clearTimeout(timer);
    }
  }

  test('operations of the API', { timeout: 30_000 + runs * 2000 }, async () => {
    const operations = operationsOf(document.paths).filter(({ path }) => path !== '/v1/reindex');

    expect(operations.length).toBeGreaterThan(60);
    for (const operation of operations) {
      await fc.assert(
        fc.asyncProperty(requestOf(operation, document.components.schemas), async (request) => {
          const answer = await ask(request);
          expectDecent(answer, request);
          await expectHeld(answer, request, ask);
        }),
        { numRuns: runs },
      );
    }
  });

  test('pages and their forms', { timeout: 30_000 + runs * 2000 }, async () => {
    const pages = routesOf().filter(
      ({ method, url, access }) => method !== 'HEAD' && access === null && url !== '/docs/static/*',
    );
    const headers = { cookie, 'sec-fetch-site': 'same-origin', accept: 'text/html' };

    expect(pages.length).toBeGreaterThan(40);
    for (const { method, url } of pages.filter((page) => page.url !== '/sign-out')) {
      await fc.assert(
        fc.asyncProperty(hostilePath(url), fieldsOf, fieldsOf, async (path, query, form) => {
          const request: InjectOptions = {
            ...{ method: method as 'GET', url: `${path}?${query}` },
            headers: {
              ...headers,
              ...(method === 'POST' && { 'content-type': 'application/x-www-form-urlencoded' }),
            },
            ...(method === 'POST' && { payload: `${form}` }),
          };
          expectDecent(await ask(request), request);
        }),
        { numRuns: runs },
      );
    }
  });

  test('the service goes on, and nothing was smuggled in', async () => {
    const { secret } = await service.makeKey('read');
    const answer = await service.app.inject({
      url: '/v1/keys',
      headers: { authorization: `Bearer ${secret}` },
    });

    expect(answer.statusCode).toBe(403);
    expect((await service.app.inject('/healthz')).statusCode).toBe(200);
    expect((await service.inject({ url: '/v1/posts' })).statusCode).toBe(200);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as { admin?: unknown }).admin).toBeUndefined();
  });
}
