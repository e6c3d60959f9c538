import { type RawBuilder, sql } from 'kysely';
import type { Overview, Page, PageRequest, PostLine, PostQuery } from './catalogue.ts';
import { placeOf, toPage } from './cursors.ts';
import type { Database, Executor } from './database.ts';
import { newestPosts } from './newest-posts.ts';
import { loadCaptureLines } from './overview-captures.ts';
import { countFacets } from './overview-facets.ts';
import { isoOrNull, textArray } from './sql.ts';

export function createOverview(database: Database): Overview {
  return {
    posts: (query, page) => database.read((db) => findLines(db, query, page)),
    postsById: (ids) =>
      database.read(async (db) => {
        const rows = await selectLines(db, sql`SELECT unnest(${textArray(ids)}) AS id`, sql`posts.id`);
        return rows.map(toLine);
      }),
    facets: (query, bound) => database.read((db) => countFacets(db, query, bound)),
    changes: (limit) => database.read((db) => findChanges(db, limit)),
    captures: (ids) => database.read((db) => loadCaptureLines(db, ids)),
  };
}

const excerptCharacters = 400;

type LineRow = Omit<PostLine, 'createdAt' | 'stateSince' | 'editedAt' | 'takenAt' | 'publishedAt'> & {
  createdAt: Date;
  publishedAt: Date | null;
  stateSince: Date | null;
  editedAt: Date | null;
  takenAt: Date | null;
};

const columns = sql`
  posts.id AS post_id, posts.platform, posts.canonical_url, posts.created_at, posts.published_at, posts.state,
  posts.state_since, posts.edited_at, posts.outcome, posts.tags, posts.collection, posts.restricted,
  EXISTS (SELECT FROM purged_captures WHERE capture_id = posts.current_capture_id) AS purged,
  coalesce(record #>> '{author,name}', quotation ->> 'authorName') AS author_name,
  coalesce(record #>> '{author,handle}', quotation ->> 'authorHandle') AS author_handle,
  record ->> 'title' AS title, left(coalesce(record ->> 'text', quotation ->> 'text'), ${excerptCharacters}) AS excerpt,
  record ->> 'language' AS language, coalesce(record -> 'labels', '[]') AS labels, captures.taken_at,
  (SELECT jsonb_build_object('captureId', captures.id, 'name', artifact -> 'name', 'width', artifact -> 'width',
                             'height', artifact -> 'height')
     FROM jsonb_array_elements(captures.manifest -> 'artifacts') AS artifact
    WHERE artifact ->> 'role' = 'thumbnail' LIMIT 1) AS thumbnail`;

async function findLines(db: Executor, query: PostQuery, page: PageRequest): Promise<Page<PostLine>> {
  const ids = await newestPosts(db, query, { place: placeOf(page.cursor), limit: page.limit + 1 });
  const rows = await selectLines(
    db,
    sql`SELECT unnest(${textArray(ids)}) AS id`,
    sql`posts.created_at DESC, posts.id DESC`,
  );
  return toPage(rows, page, ({ createdAt, postId }) => ({ at: createdAt, id: postId }), toLine);
}

async function findChanges(db: Executor, limit: number): Promise<PostLine[]> {
  const rows = await selectLines(
    db,
    sql`SELECT id FROM (
          (SELECT id, state_since AS at FROM posts
            WHERE merged_into IS NULL AND state NOT IN ('live', 'unknown') AND state_since IS NOT NULL
            ORDER BY state_since DESC, id DESC LIMIT ${limit})
          UNION ALL
          (SELECT id, edited_at FROM posts WHERE merged_into IS NULL AND edited_at IS NOT NULL
            ORDER BY edited_at DESC, id DESC LIMIT ${limit})
        ) AS changed GROUP BY id ORDER BY max(at) DESC LIMIT ${limit}`,
    sql`greatest(CASE WHEN posts.state NOT IN ('live', 'unknown') THEN posts.state_since END, posts.edited_at) DESC,
        posts.id DESC`,
  );
  return rows.map(toLine);
}

/** What is wide in a post or its capture is read for the chosen few alone. */
async function selectLines(
  db: Executor,
  chosen: RawBuilder<unknown>,
  order: RawBuilder<unknown>,
): Promise<LineRow[]> {
  const { rows } = await sql<LineRow>`
    WITH chosen AS MATERIALIZED (${chosen})
    SELECT ${columns} FROM chosen JOIN posts ON posts.id = chosen.id
      LEFT JOIN captures ON captures.id = posts.current_capture_id
     ORDER BY ${order}`.execute(db);
  return rows;
}

function toLine(row: LineRow): PostLine {
  return {
    ...row,
    createdAt: row.createdAt.toISOString(),
    publishedAt: isoOrNull(row.publishedAt),
    stateSince: isoOrNull(row.stateSince),
    editedAt: isoOrNull(row.editedAt),
    takenAt: isoOrNull(row.takenAt),
  };
}
