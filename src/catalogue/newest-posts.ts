import { type RawBuilder, sql } from 'kysely';
import type { PostId } from '#domain/post.ts';
import type { PostQuery } from './catalogue.ts';
import type { Place } from './cursors.ts';
import type { Executor } from './database.ts';
import { whichPosts } from './post-conditions.ts';

/** Read one after the other before the index of words is asked. */
const newestRead = 3000;

/**
 * The newest posts that match, after a place in their list. For words the planner has to guess whether to walk the posts by
 * age or to look them up, and where two frequent words hardly ever meet it guesses wrong by seconds at a million posts. So
 * the newest are walked first, where frequent words are found at once; what is not among them is rare and looked up.
 */
export async function newestPosts(
  db: Executor,
  query: PostQuery,
  { place, limit }: { place: Place | null; limit: number },
): Promise<PostId[]> {
  const after = place === null ? sql`true` : sql`(created_at, id) < (${place.at}, ${place.id})`;
  const isMatch = whichPosts(query);
  if (query.q !== undefined) {
    const found = await idsOf(
      db,
      sql<{ id: PostId }>`SELECT id FROM (
            SELECT * FROM posts WHERE merged_into IS NULL AND ${after}
             ORDER BY created_at DESC, id DESC LIMIT ${newestRead}) AS posts
           WHERE ${isMatch} LIMIT ${limit}`,
    );
    if (found.length === limit) {
      return found;
    }
    // Sorted by what no index has: the words are looked up.
    return idsOf(
      db,
      sql<{ id: PostId }>`SELECT id FROM posts WHERE ${isMatch} AND ${after}
           ORDER BY created_at + interval '0' DESC, id DESC LIMIT ${limit}`,
    );
  }
  return idsOf(
    db,
    sql<{
      id: PostId;
    }>`SELECT id FROM posts WHERE ${isMatch} AND ${after} ORDER BY created_at DESC, id DESC LIMIT ${limit}`,
  );
}

async function idsOf(db: Executor, query: RawBuilder<{ id: PostId }>): Promise<PostId[]> {
  const { rows } = await query.execute(db);
  return rows.map(({ id }) => id);
}
