import { sql, type Transaction } from 'kysely';
import type { PostId } from '#domain/post.ts';
import { lockKnownPosts } from './lock-posts.ts';
import type { Schema } from './schema.ts';
import { rankOf } from './sql.ts';

/** One that waits or runs already is the one asked for, and no longer waits behind the others. False where there is no such post. */
export async function requestRecheck(tx: Transaction<Schema>, now: Date, postId: PostId): Promise<boolean> {
  const id = (await lockKnownPosts(tx, [postId])).get(postId);
  if (id === undefined) {
    return false;
  }
  const asked = rankOf('normal');
  await sql`
    INSERT INTO rechecks (id, priority, created_at) VALUES (${id}, ${asked}, ${now})
    ON CONFLICT (id) DO UPDATE
      SET open = true, priority = excluded.priority, created_at = excluded.created_at, due_at = clock_timestamp(),
          enqueued_at = NULL, attempts = 0, lost_claims = 0, first_tried_at = NULL, last_error = NULL
      WHERE NOT rechecks.open`.execute(tx);
  await sql`UPDATE rechecks SET priority = least(priority, ${asked}::smallint) WHERE id = ${id}`.execute(tx);
  return true;
}
