import fc, { type Arbitrary } from 'fast-check';

/** As much of JSON Schema as the description of the API uses. */
export interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  format?: string;
  minimum?: number;
  maximum?: number;
  maxItems?: number;
  example?: unknown;
}

/** Markup that must never come back as markup. */
export const marker = '<svg/onload=evil(7)>';

const nastyTexts = [
  ...[
    '',
    ' ',
    '\0',
    'a\0b',
    '\ud800',
    'a\udfffb',
    '\u202e\u2066gnp.exe',
    '\u{1f9d1}\u200d\u{1f680}',
    'ﬁ\u0301',
  ],
  ...[
    marker,
    `"'></script>${marker}`,
    `javascript:alert(1)//${marker}`,
    '{{7*7}}<%=7*7%>',
    '&lt;',
    "' OR 1=1--",
  ],
  ...[
    '../../../etc/passwd',
    '..%2f..%2fetc%2fpasswd',
    '%2e%2e/',
    '....//',
    '..',
    '.',
    '/',
    '\\',
    'C:\\a',
    '%',
    '%zz',
    '%00',
  ],
  ...['a\r\nSet-Cookie: a=b', 'a\nb', '\u2028', '\u0085', '\x7f\x1b[2J', '\ufeff', '\uffff'],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    'null',
    'undefined',
    'NaN',
    '-0',
    '1e999',
    '0x10',
    '９',
  ],
  ...[
    'x:1',
    'x:1072857000000000001',
    'web:',
    'x:short:',
    'quotation:',
    'mastodon:::1',
    'bluesky:did:plc:a:b',
    ':',
    '::',
  ],
  ...[
    'https://x.com/a/status/1072857000000000001',
    'http://127.0.0.1/',
    'https://[::1]:99999/',
    'http://a@b:c@d/',
    'https://x.com/%',
  ],
  ...[
    'file:///etc/passwd',
    'https://e.example/\u0000',
    'http://e.example:0/',
    '//e.example',
    'https://ééé.example/?q=\ud800',
    'ht!tp://',
  ],
  ...[
    '2024-02-30',
    '0000-00-00',
    '+275760-09-13',
    '9999-12-31T23:59:60Z',
    '20240101000000',
    '99999999999999',
    'bytes=-1,0-,9-1',
  ],
  ...['(((((((((((((((((', 'a* & ! | <-> :*', '\\', '%_%', "E'\\047'", '*:*', '"unclosed'],
  'A'.repeat(9000),
  'é'.repeat(3000),
  '😀'.repeat(2000),
];

export const hostileText: Arbitrary<string> = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...nastyTexts) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(...nastyTexts), fc.constantFrom(...nastyTexts))
      .map((two) => two.join('')),
  },
);

const hostileNumber = fc.constantFrom(
  0,
  -0,
  -1,
  0.5,
  1e21,
  -1e308,
  2 ** 31,
  2 ** 53,
  2 ** 63,
  1e-320,
  Number.NaN,
);

/** JSON of any kind, some of it deep or wide. */
export const hostileValue: Arbitrary<unknown> = fc.oneof(
  hostileText,
  hostileNumber,
  fc.constantFrom(null, true, false, [], {}, [[]], [null], { length: 1e9 }, { toString: 1 }),
  fc.constantFrom(...[nested(500), Array.from({ length: 3000 }, () => 'a'), wide(2000)]),
  fc.array(hostileText, { maxLength: 5 }),
  fc.dictionary(fc.constantFrom('__proto__', 'constructor', 'url', 'id', ''), hostileText, { maxKeys: 4 }),
  fc.constant(
    JSON.parse('{"__proto__":{"admin":true,"scopes":["admin"]},"constructor":{"prototype":{"admin":true}}}'),
  ),
);

function nested(depth: number): unknown {
  let value: unknown = 'deep';
  for (let level = 0; level < depth; level += 1) {
    value = [value];
  }
  return value;
}

function wide(width: number): Record<string, number> {
  return Object.fromEntries(Array.from({ length: width }, (_, index) => [`key${index}`, index]));
}

/** Values that mostly are as `schema` has it, of hostile parts; now and then something else altogether. */
export function valuesOf(schema: Schema, schemas: Record<string, Schema>): Arbitrary<unknown> {
  return fc.oneof(
    { weight: 6, arbitrary: fc.oneof({ depthSize: 'small' }, ...shapesOf(schema, schemas)) },
    { weight: 1, arbitrary: hostileValue },
  );
}

function shapesOf(schema: Schema, schemas: Record<string, Schema>): Arbitrary<unknown>[] {
  if (schema.$ref !== undefined) {
    const found = schemas[schema.$ref.split('/').at(-1) ?? ''];
    return found === undefined ? [hostileValue] : shapesOf(found, schemas);
  }
  const choices = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  if (choices.length > 0) {
    return choices.flatMap((choice) => shapesOf(choice, schemas));
  }
  if (schema.enum !== undefined || schema.const !== undefined) {
    return [fc.constantFrom(...(schema.enum ?? [schema.const]))];
  }
  return [schema.type ?? 'any'].flat().map((type) => shapeOf(type, schema, schemas));
}

function shapeOf(type: string, schema: Schema, schemas: Record<string, Schema>): Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return textOf(schema);
    case 'integer':
    case 'number':
      return fc.oneof(hostileNumber, fc.integer(), fc.integer({ min: 0, max: 100 }));
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, schemas), { maxLength: 4 });
    case 'object':
      return objectOf(schema, schemas);
    default:
      return hostileValue;
  }
}

function textOf({ format }: Schema): Arbitrary<unknown> {
  const fitting =
    format === 'uri'
      ? fc.constantFrom('https://x.com/a/status/1072857000000000001', 'https://news.example.org/a')
      : format === 'date-time'
        ? fc.constant('2024-01-01T00:00:00Z')
        : fc.constantFrom('words', 'https://x.com/a/status/1072857000000000002');
  return fc.oneof(fitting, hostileText);
}

function objectOf(
  { properties = {}, required = [] }: Schema,
  schemas: Record<string, Schema>,
): Arbitrary<unknown> {
  const fields = Object.entries(properties).map(([name, field]) => [name, valuesOf(field, schemas)] as const);
  const known = fc.record(Object.fromEntries(fields), {
    requiredKeys: required.filter((name) => name in properties),
  });
  const extra = fc.dictionary(hostileText, hostileText, { maxKeys: 1 });
  return fc.oneof(
    { weight: 5, arbitrary: known },
    { weight: 1, arbitrary: fc.tuple(known, extra).map(([object, more]) => ({ ...object, ...more })) },
  );
}
