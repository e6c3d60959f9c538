import { sql } from 'kysely';
import type { FacetName, Facets, PostQuery } from './catalogue.ts';
import type { Executor } from './database.ts';
import { whichPosts } from './post-conditions.ts';

/** Of each facet; there may be as many authors as posts. */
const valuesOfEach = 40;

interface FacetRow {
  facet: FacetName | 'all';
  value: string | null;
  posts: number;
}

/** One pass over narrow columns, however many facets. */
export async function countFacets(db: Executor, query: PostQuery, bound: number): Promise<Facets> {
  const { rows } = await sql<FacetRow>`
    WITH found AS MATERIALIZED (
      SELECT platform, state, outcome, author_handle AS author, collection, tags FROM posts
       WHERE ${whichPosts(query)} ORDER BY created_at DESC, id DESC LIMIT ${bound + 1}
    ), counted AS (
      SELECT CASE WHEN grouping(platform) = 0 THEN 'platform' WHEN grouping(state) = 0 THEN 'state'
                  WHEN grouping(outcome) = 0 THEN 'outcome' WHEN grouping(author) = 0 THEN 'author'
                  WHEN grouping(collection) = 0 THEN 'collection' ELSE 'all' END AS facet,
             coalesce(platform, state, outcome, author, collection) AS value, count(*)::integer AS posts
        FROM found GROUP BY GROUPING SETS ((), (platform), (state), (outcome), (author), (collection))
      UNION ALL
      SELECT 'tag', tag, count(*)::integer FROM found, unnest(tags) AS tag GROUP BY tag
    ), ranked AS (
      SELECT *, row_number() OVER (PARTITION BY facet ORDER BY posts DESC, value) AS place FROM counted
       WHERE value IS NOT NULL OR facet = 'all'
    )
    SELECT facet, value, posts FROM ranked WHERE place <= ${valuesOfEach} ORDER BY place`.execute(db);
  const posts = rows.find(({ facet }) => facet === 'all')?.posts ?? 0;
  return { posts: Math.min(posts, bound), isBounded: posts > bound, values: valuesOf(rows) };
}

function valuesOf(rows: readonly FacetRow[]): Facets['values'] {
  const values: Facets['values'] = {
    ...{ platform: [], state: [], outcome: [], author: [], collection: [], tag: [] },
  };
  for (const { facet, value, posts } of rows) {
    if (facet !== 'all' && value !== null) {
      values[facet].push({ value, posts });
    }
  }
  return values;
}
