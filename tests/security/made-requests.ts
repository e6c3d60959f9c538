import fc, { type Arbitrary } from 'fast-check';
import type { InjectOptions } from 'fastify';
import { adminKey } from '../api/service.ts';
import { hostileText, hostileValue, type Schema, valuesOf } from './hostile-values.ts';

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  schema?: Schema;
}
export interface Operation {
  method: string;
  path: string;
  parameters: Parameter[];
  body: Schema | null;
}

export type Schemas = Record<string, Schema>;
export interface Described {
  parameters?: Parameter[];
  requestBody?: { content?: Record<string, { schema?: Schema }> };
}

/** Those of the API’s description. */
export function operationsOf(paths: Record<string, Record<string, Described>>): Operation[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => ({
      ...{ method: method.toUpperCase(), path, parameters },
      body: Object.values(requestBody?.content ?? {})[0]?.schema ?? null,
    })),
  );
}

/** As a part of a path. */
export const inAddress = hostileText.map((text) => encodeURIComponent(text.toWellFormed()));

/** A request for the operation, every part of which is hostile or nearly right. */
export function requestOf(
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
