import fc, { type Arbitrary } from 'fast-check';
import { hostileText } from './hostile-values.ts';
import { inAddress } from './made-requests.ts';

/** The path of a route, with hostile parts in its gaps. */
export function hostilePath(url: string): Arbitrary<string> {
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
/** Fields of a form, or of a query. */
export const fieldsOf = fc
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
