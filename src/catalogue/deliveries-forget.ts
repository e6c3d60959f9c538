import { type RawBuilder, sql } from 'kysely';
import type { PostId } from '#domain/post.ts';
import type { Executor } from './database.ts';

/** What a webhook waits to be told of stays, however old. */
export async function forgetEvents(tx: Executor, before: Date): Promise<void> {
  await sql`
    DELETE FROM events
     WHERE at < ${before}
       AND (NOT EXISTS (SELECT FROM webhooks WHERE disabled_at IS NULL)
            OR transaction_id <= (
              SELECT nullif(ltrim(split_part(event_id, '-', 1), '0'), '')::xid8 FROM webhook_cursor))`.execute(
    tx,
  );
}

/** Those that ended before, and messages that nobody is to get any more. */
export async function forgetDeliveries(tx: Executor, before: Date): Promise<void> {
  await sql`DELETE FROM deliveries WHERE NOT open AND finished_at < ${before}`.execute(tx);
  await sql`
    DELETE FROM webhook_messages AS message
     WHERE NOT EXISTS (SELECT FROM deliveries WHERE message_id = message.id)`.execute(tx);
}

/** What a post said is gone from its messages; those that wait end unsent. */
export async function forgetMessages(tx: Executor, now: Date, postId: PostId): Promise<void> {
  await sql`
    UPDATE deliveries
       SET open = false, outcome = 'given-up', finished_at = ${now}, token = token + 1, lease_until = NULL,
           enqueued_at = NULL, last_error = 'the post was purged'
     WHERE ${ofPost(postId)} AND open`.execute(tx);
  await sql`
    UPDATE webhook_messages
       SET body = jsonb_build_object('type', type, 'timestamp', at, 'data', jsonb_build_object('postId', post_id))
     WHERE ${ofPost(postId)}`.execute(tx);
}

/** Messages from before a merge have the post's old id. */
function ofPost(postId: PostId): RawBuilder<unknown> {
  return sql`post_id IN (SELECT ${postId}::text UNION ALL SELECT id FROM posts WHERE merged_into = ${postId})`;
}
