import { type RawBuilder, sql } from 'kysely';
import { newId } from '#domain/ids.ts';
import type { WebhookMessage } from './catalogue.ts';
import type { Executor } from './database.ts';
import { jsonText } from './sql.ts';

export async function readCursor(db: Executor): Promise<string | null> {
  const { rows } = await sql<{ eventId: string }>`SELECT event_id FROM webhook_cursor`.execute(db);
  return rows[0]?.eventId ?? null;
}

export async function wantedTypes(db: Executor): Promise<Set<string>> {
  const { rows } = await sql<{ type: string }>`
    SELECT DISTINCT unnest(events) AS type FROM webhooks WHERE disabled_at IS NULL`.execute(db);
  return new Set(rows.map(({ type }) => type));
}

/** The messages of the events up to `to`, and who is to get them. */
export async function announce(
  tx: Executor,
  now: Date,
  { from, to, messages }: { from: string | null; to: string; messages: WebhookMessage[] },
): Promise<boolean> {
  const { numAffectedRows } = await sql`
    INSERT INTO webhook_cursor (id, event_id) VALUES (1, ${to})
    ON CONFLICT (id) DO UPDATE SET event_id = excluded.event_id
      WHERE webhook_cursor.event_id = ${from}`.execute(tx);
  if ((numAffectedRows ?? 0n) === 0n) {
    return false;
  }
  for (const message of messages) {
    await insertMessage(tx, message);
    await deliver(
      tx,
      { now, message },
      sql`disabled_at IS NULL AND ${message.type} = ANY(events) AND created_at <= ${new Date(message.at)}`,
    );
  }
  return true;
}

/** Null where there is no such webhook. */
export async function deliverTo(
  tx: Executor,
  now: Date,
  webhookId: string,
  message: WebhookMessage,
): Promise<string | null> {
  await insertMessage(tx, message);
  const [id = null] = await deliver(tx, { now, message }, sql`id = ${webhookId}`);
  return id;
}

/** Behind what waits of the same post already; what was tried is kept. */
export async function deliverAnew(tx: Executor, now: Date, id: string): Promise<void> {
  await sql`
    UPDATE deliveries
       SET due_at = ${now}, open = true, outcome = NULL, finished_at = NULL,
           attempts = CASE WHEN open THEN attempts ELSE 0 END,
           first_tried_at = CASE WHEN open THEN first_tried_at END,
           token = CASE WHEN open THEN token ELSE token + 1 END,
           sequence = CASE WHEN open THEN sequence
                           ELSE nextval(pg_get_serial_sequence('deliveries', 'sequence')) END
     WHERE id = ${id}`.execute(tx);
}

async function insertMessage(tx: Executor, { id, type, at, postId, body }: WebhookMessage): Promise<void> {
  await sql`
    INSERT INTO webhook_messages (id, type, at, post_id, body)
    VALUES (${id}, ${type}, ${new Date(at)}, ${postId}, ${body}) ON CONFLICT DO NOTHING`.execute(tx);
}

interface NewDelivery {
  now: Date;
  message: WebhookMessage;
}

/** Behind an earlier one of its post, which says when that is tried again. */
async function deliver(
  tx: Executor,
  { now, message }: NewDelivery,
  which: RawBuilder<unknown>,
): Promise<string[]> {
  const webhooks = await sql<{ id: string }>`
    SELECT id FROM webhooks WHERE ${which} ORDER BY created_at, id`.execute(tx);
  const given = webhooks.rows.map(({ id: webhookId }) => ({ id: newId(now), webhookId }));
  const { rows } = await sql<{ id: string }>`
    INSERT INTO deliveries (id, webhook_id, message_id, post_id, created_at, due_at)
    SELECT given.id, given."webhookId", ${message.id}, ${message.postId}::text, ${now},
           coalesce((SELECT max(due_at) FROM deliveries AS earlier
                      WHERE earlier.webhook_id = given."webhookId" AND earlier.post_id = ${message.postId}::text
                        AND earlier.open), ${now}::timestamptz)
      FROM jsonb_to_recordset(${jsonText(given)}::jsonb) AS given (id text, "webhookId" text)
    ON CONFLICT (webhook_id, message_id) DO NOTHING
    RETURNING id`.execute(tx);
  return rows.map(({ id }) => id);
}
