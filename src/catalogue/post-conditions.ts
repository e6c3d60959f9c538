import { type RawBuilder, sql } from 'kysely';
import type { PostQuery } from './catalogue.ts';
import { searchQueryOf } from './search-text.ts';
import { storable, textArray } from './sql.ts';
import { planAnew } from './statement-names.ts';

/** What of `posts` matches; aliases are no posts. */
export function whichPosts(query: PostQuery): RawBuilder<unknown> {
  const { q, platform, author, state, outcome, tag, collection, restricted, from, to } = query;
  const conditions = [
    sql`merged_into IS NULL`,
    q !== undefined && sql`search @@ websearch_to_tsquery('simple', ${storable(searchQueryOf(q))})`,
    platform !== undefined && sql`platform = ${storable(platform)}`,
    author !== undefined && isBy(storable(author.replace(/^@/, '').toLowerCase())),
    state !== undefined && sql`state = ${state}`,
    outcome !== undefined && sql`outcome = ${outcome}`,
    tag !== undefined && sql`tags @> ${textArray([storable(tag)])}`,
    collection !== undefined && sql`collection = ${storable(collection)}`,
    restricted !== undefined && sql`restricted = ${restricted}`,
    from !== undefined && sql`coalesce(published_at, created_at) >= ${from}::timestamptz`,
    to !== undefined && sql`coalesce(published_at, created_at) < ${to}::timestamptz`,
  ];
  const all = sql.join(
    conditions.filter((condition) => condition !== false),
    sql` AND `,
  );
  return sql`${planAnew} ${all}`;
}

/** Under the name that they carry, or the one that their account has taken since; an array, so that both have their index. */
function isBy(handle: string): RawBuilder<unknown> {
  return sql`(author_handle = ${handle} OR account = ANY(ARRAY(
    SELECT id FROM accounts WHERE lower(handle) = ${handle})))`;
}
