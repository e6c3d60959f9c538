import { z } from 'zod';
import type { PostQuery } from '#catalogue/catalogue.ts';
import { outcomes } from '#domain/capture.ts';
import { postStates } from '#domain/post.ts';

/** A form sends what was left empty, too. */
const word = z
  .string()
  .max(1000)
  .transform((text) => text.trim() || undefined)
  .optional();
const oneOf = <T extends string>(values: readonly T[]) =>
  word.transform((text, context) => {
    const value = values.find((each) => each === text);
    if (text !== undefined && value === undefined) {
      context.addIssue({ code: 'custom', message: `must be one of ${values.join(', ')}` });
    }
    return value;
  });
const day = word.refine((text) => text === undefined || z.iso.date().safeParse(text).success, {
  error: 'is not a day as in 2018-12-12',
});

export const searchQuery = z.object({
  q: word,
  platform: word,
  author: word,
  state: oneOf(postStates),
  outcome: oneOf(outcomes),
  tag: word,
  collection: word,
  from: day,
  to: day,
  view: z.enum(['list', 'gallery']).catch('list').default('list'),
  cursor: word,
});
export type SearchQuery = z.output<typeof searchQuery>;

/** As the catalogue takes it: a day ends with its last moment. */
export function criteriaOf({ view: _view, cursor: _cursor, from, to, ...marks }: SearchQuery): PostQuery {
  return {
    ...marks,
    ...(from !== undefined && { from: `${from}T00:00:00.000Z` }),
    ...(to !== undefined && { to: `${to}T23:59:59.999Z` }),
  };
}

/** `/posts` with the query changed; from the first page on, unless a place is given. */
export function searchPath(query: SearchQuery, change: Partial<SearchQuery>): string {
  const { view, ...wanted } = { ...query, cursor: undefined, ...change };
  const given = Object.entries(wanted).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value]],
  );
  const parameters = new URLSearchParams([...given, ...(view === 'gallery' ? [['view', view]] : [])]);
  return parameters.size === 0 ? '/posts' : `/posts?${parameters}`;
}
