import fc, { type Arbitrary } from 'fast-check';
import type { InjectOptions, LightMyRequestResponse } from 'fastify';
import { beforeAll, expect, test } from 'vitest';
import { problemSchema } from '#api/plugins/problems.ts';
import { adminKey, type TestService } from '../api/service.ts';
import { signIn } from './authorisation.ts';
import { hostileText, hostileValue, marker, type Schema, valuesOf } from './hostile-values.ts';
import type { Route } from './routes.ts';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  schema?: Schema;
}
interface Operation {
  method: string;
  path: string;
  parameters: Parameter[];
  body: Schema | null;
}

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

type Schemas = Record<string, Schema>;
interface Described {
  parameters?: Parameter[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
}

function operationsOf(paths: Record<string, Record<string, Described>>): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      ...{ method: method.toUpperCase(), path, parameters },
      body: Object.values(requestBody?.content ?? {})[0]?.schema ?? null,
    })),
  );
}

const inAddress = hostileText.map((text) => encodeURIComponent(text.toWellFormed()));

function requestOf(
  { method, path, parameters, body }: Operation,
  schemas: Schemas,
): Arbitrary<InjectOptions> {
  const inPath = parameters
    .filter((parameter) => parameter.in === 'path')
    .map(({ name }) => [name, inAddress] as const);
  const asked = (where: string) =>
    parameters
      .filter((each) => each.in === where)
      .map(({ name, schema = {} }) => [name, inQueryOf(schema, schemas)] as const);
  return fc
    .record({
      path: fc.record(Object.fromEntries(inPath)),
      query: fc.record(Object.fromEntries(asked('query')), { requiredKeys: [] }),
      own: fc.record(Object.fromEntries(asked('header')), { requiredKeys: [] }),
      strange: strangeHeaders,
      body: body === null ? fc.constant(null) : payloadOf(valuesOf(body, schemas)),
      repeat: fc.boolean(),
    })
    .map(({ path: parts, query, own, strange, body: payload, repeat }) => {
      const filled = Object.entries(parts).reduce(
        (all, [name, value]) => all.replace(`{${name}}`, value),
        path,
      );
      const search = new URLSearchParams(
        Object.entries(query).map(([name, value]) => [name, (value ?? '').toWellFormed()]),
      );
      const given = { ...strange, ...own, ...payload?.headers };
      return {
        ...{ method: method as 'GET', url: `${filled}?${search}${repeat ? `&${search}` : ''}` },
        headers: { ...headersThatCanBeSent(given), authorization: `Bearer ${adminKey}` },
        ...(payload !== null && { payload: payload.bytes }),
      };
    });
}

function inQueryOf(schema: Schema, schemas: Schemas): Arbitrary<string> {
  const text = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));
  return valuesOf(schema, schemas).map((value) => text(value).slice(0, 9000));
}

const strangeHeaders = fc.record(
  {
    range: fc.constantFrom(
      'bytes=0-',
      'bytes=-0',
      'bytes=9-1',
      'bytes=0-1,2-3',
      'bytes=1e9-',
      'lines=1',
      'bytes=99999999999999999999-',
    ),
    'if-none-match': fc.constantFrom('*', '"', 'W/"a"', 'a,b,,'),
    accept: fc.constantFrom('text/csv', 'text/html', 'x', '*/*;q=2', 'a/b;'.repeat(500)),
    'accept-language': fc.constantFrom('x-'.repeat(400), 'fr;q=abc', '*', '-'),
    'accept-datetime': hostileText,
    'accept-encoding': fc.constantFrom('gzip;q=0', 'zstd', '\u00e9'),
    'if-modified-since': fc.constantFrom('yesterday', '-1'),
    host: fc.constantFrom('evil.example.org', 'a@b', '[', 'x:99999', ''),
    'x-forwarded-host': hostileText,
    'x-forwarded-proto': hostileText,
    'idempotency-key': hostileText,
    cookie: fc.constantFrom('embed_archiver_session=%zz', '__proto__=a; a', '='.repeat(500)),
  },
  { requiredKeys: [] },
);

const contentTypes = fc.oneof(
  { weight: 8, arbitrary: fc.constant('application/json') },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      ...[
        'application/x-www-form-urlencoded',
        'text/csv',
        'text/csv; charset=utf-16',
        'multipart/form-data; boundary=a',
      ],
      ...[
        'application/json; charset=utf-7',
        'text/html',
        'application/x-ndjson',
        'a',
        '/',
        'application/json, text/plain',
      ],
    ),
  },
);

/** What `value` comes to as bytes: mostly JSON of it, now and then JSON that is broken, repeats itself or lies about what it is. */
function payloadOf(
  values: Arbitrary<unknown>,
): Arbitrary<{ headers: Record<string, string>; bytes: Buffer }> {
  const written = fc.tuple(values, hostileValue, fc.nat({ max: 20 })).map(([value, other, how]) => {
    const json = JSON.stringify(value) ?? '';
    switch (how) {
      case 0:
        return Buffer.from(json.slice(0, -1));
      case 1:
        return Buffer.from(
          json.replace(/^\{/, `{"url":${JSON.stringify(other) ?? 'null'},"__proto__":{"a":1},`),
        );
      case 2:
        return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(json)]);
      case 3:
        return Buffer.from(json, 'utf16le');
      case 4:
        return Buffer.from(json.replace(/"/, '"\xff'), 'latin1');
      case 5:
        return Buffer.from(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
      case 6:
        return Buffer.from(`{"url":${'{"a":'.repeat(50_000)}1${'}'.repeat(50_001)}`);
      default:
        return Buffer.from(json);
    }
  });
  return fc.record({ headers: fc.record({ 'content-type': contentTypes }), bytes: written });
}

/** Node itself sends no others. */
function headersThatCanBeSent(headers: Record<string, string | undefined>): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value !== undefined && /^[\t\x20-\x7e\x80-\xff]*$/.test(value) && value.length < 4000
      ? [[name, value] as const]
      : [],
  );
  return Object.fromEntries(entries);
}

function hostilePath(url: string): Arbitrary<string> {
  const gaps = url.match(/:\w+|\*/g) ?? [];
  return fc
    .tuple(...gaps.map(() => inAddress))
    .map((values) => gaps.reduce((path, gap, index) => path.replace(gap, () => values[index] ?? ''), url));
}

/** Every name that a form or a link of the pages uses, and some that none does. */
const fieldNames = [
  ...[
    'key',
    'next',
    'what',
    'url',
    'urls',
    'name',
    'title',
    'description',
    'public',
    'restricted',
    'watchEverySeconds',
    'do',
  ],
  ...[
    'cursor',
    'from',
    'done',
    'capture',
    'q',
    'platform',
    'author',
    'state',
    'tag',
    'collection',
    'to',
    'a',
    'b',
    'left',
    'right',
  ],
  ...[
    'tags',
    'note',
    'reason',
    'events',
    'scopes',
    'submit',
    'read',
    'admin',
    'keepOldSeconds',
    'post',
    'view',
    'shows',
    'links',
  ],
  ...[
    '__proto__',
    'constructor',
    '',
    'kind',
    'secret',
    'mapping',
    'format',
    'lang',
    'theme',
    'expires',
    'signature',
    'watch',
    'id',
  ],
];
const actions = [
  'describe',
  'dissolve',
  'watch',
  'recheck',
  'restrict',
  'publish',
  'tags',
  'test',
  'rotate',
  'disable',
  'delete',
  'poll',
];
const fieldsOf = fc
  .array(
    fc.oneof(
      fc.tuple(fc.constantFrom(...fieldNames), hostileText),
      fc.tuple(fc.constant('do'), fc.constantFrom(...actions)),
    ),
    { maxLength: 8 },
  )
  .map(
    (fields) =>
      new URLSearchParams(
        fields.map(([name, value]): [string, string] => [name, value.toWellFormed().slice(0, 2000)]),
      ),
  );

/** Statuses above 500 that say nothing of a fault here. */
const fine = /problem:(?:not-made|not-ready|not-implemented)"/;
const ofTheInside =
  /node_modules|\/src\/\w|\n\s+at .+:\d+:\d+|PGlite|ECONN|ENOENT|syntax error at|violates|kysely|ZodError/;

function expectDecent(answer: LightMyRequestResponse, { method, url }: InjectOptions): void {
  const { statusCode, body, headers } = answer;
  const type = `${headers['content-type'] ?? ''}`;
  const what = `${method} ${url}: ${statusCode} ${body.slice(0, 800)}`;
  if (statusCode >= 500) {
    expect(body, what).toMatch(fine);
  }
  if (statusCode >= 400 && !type.startsWith('text/html') && method !== 'HEAD') {
    expect(type, what).toContain('application/problem+json');
    expect(problemSchema.safeParse(JSON.parse(body)).error?.message, what).toBeUndefined();
  }
  if (type.startsWith('text/html')) {
    expect(body.toLowerCase().includes(marker), what).toBe(false);
    expect(headers, what).toHaveProperty('content-security-policy');
  }
  expect(headers['x-content-type-options'], what).toBe('nosniff');
  if (statusCode >= 400) {
    expect(ofTheInside.exec(body)?.[0], what).toBeUndefined();
  }
  expect(body.includes(adminKey), what).toBe(false);
  const to =
    headers.location === undefined ? null : URL.parse(`${headers.location}`, 'https://archive.example.org');
  expect(['archive.example.org', undefined], what).toContain(to?.host);
  expect(headers['set-cookie'] === undefined || !`${headers['set-cookie']}`.includes('a=b'), what).toBe(true);
}

/** What was created is there, under the address that the answer names. */
async function expectHeld(
  { statusCode, headers }: LightMyRequestResponse,
  { method, url }: InjectOptions,
  ask: (options: InjectOptions) => Promise<LightMyRequestResponse>,
): Promise<void> {
  if (method !== 'POST' || ![201, 202].includes(statusCode) || headers.location === undefined) {
    return;
  }
  const { pathname, search } = new URL(`${headers.location}`, 'https://archive.example.org');
  const there = await ask({
    method: 'GET',
    url: `${pathname}${search}`,
    headers: { authorization: `Bearer ${adminKey}` },
  });
  expect(there.statusCode, `${url} → ${headers.location}: ${there.body.slice(0, 300)}`).toBe(200);
}
