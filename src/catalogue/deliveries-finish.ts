import { sql, type Transaction } from 'kysely';
import type { DeliveryAttempt, DeliveryNext, DisabledReason } from './catalogue.ts';
import type { Executor } from './database.ts';
import { recordEvents } from './events.ts';
import type { Schema } from './schema.ts';
import { storable } from './sql.ts';

interface Finished {
  id: string;
  token: number;
  attempt: DeliveryAttempt;
  next: DeliveryNext;
}

export async function finishDelivery(
  tx: Transaction<Schema>,
  now: Date,
  { id, token, attempt, next }: Finished,
): Promise<boolean> {
  const row = await endAttempt(tx, now, { id, token, attempt, next });
  if (row === null) {
    return false;
  }
  await insertAttempt(tx, id, attempt);
  await letFollow(tx, row, next.kind === 'again' ? new Date(next.dueAt) : now);
  await tellWebhook(tx, now, row, next);
  return true;
}

interface EndedRow {
  id: string;
  webhookId: string;
  postId: string | null;
  sequence: string;
  firstTriedAt: Date;
}

async function endAttempt(
  tx: Executor,
  now: Date,
  { id, token, attempt, next }: Finished,
): Promise<EndedRow | null> {
  const ends = next.kind !== 'again';
  const { rows } = await sql<EndedRow>`
    UPDATE deliveries
       SET token = token + 1, lease_until = NULL, enqueued_at = NULL, open = ${!ends},
           outcome = ${ends ? next.kind : null}, finished_at = ${ends ? now : null},
           due_at = ${ends ? sql`due_at` : new Date(next.dueAt)},
           attempts = attempts + ${attempt.error === null ? 0 : 1}::integer,
           last_error = ${attempt.error === null ? null : storable(attempt.error)}
     WHERE id = ${id} AND token = ${token} AND open
    RETURNING id, webhook_id, post_id, sequence::text, first_tried_at`.execute(tx);
  return rows[0] ?? null;
}

async function insertAttempt(
  tx: Executor,
  id: string,
  { at, status, error, durationMs, response }: DeliveryAttempt,
): Promise<void> {
  await sql`
    INSERT INTO delivery_attempts (delivery_id, at, status, error, duration_ms, response)
    VALUES (${id}, ${new Date(at)}, ${status}, ${error === null ? null : storable(error)}, ${durationMs},
            ${response === null ? null : storable(response)})`.execute(tx);
}

/** What waits behind it is due when it is tried again, or now that it has ended. */
async function letFollow(
  tx: Executor,
  { webhookId, postId, sequence }: EndedRow,
  dueAt: Date,
): Promise<void> {
  await sql`
    UPDATE deliveries SET due_at = ${dueAt}
     WHERE webhook_id = ${webhookId} AND post_id = ${postId} AND open AND sequence > ${sequence}::bigint
       AND enqueued_at IS NULL`.execute(tx);
}

async function tellWebhook(
  tx: Transaction<Schema>,
  now: Date,
  { webhookId, firstTriedAt }: EndedRow,
  next: DeliveryNext,
): Promise<void> {
  if (next.kind === 'delivered') {
    await sql`UPDATE webhooks SET failing_since = NULL, throttled_until = NULL, last_delivered_at = ${now}
               WHERE id = ${webhookId}`.execute(tx);
    return;
  }
  const throttledUntil =
    next.kind === 'again' && next.throttledUntil !== null ? new Date(next.throttledUntil) : null;
  await sql`UPDATE webhooks SET failing_since = coalesce(failing_since, ${now}),
                                throttled_until = greatest(throttled_until, ${throttledUntil}::timestamptz)
             WHERE id = ${webhookId}`.execute(tx);
  if (next.kind === 'given-up' && next.gone) {
    await disable(tx, now, webhookId, 'gone');
  } else if (next.kind === 'given-up') {
    await disable(tx, now, webhookId, 'failing', firstTriedAt);
  }
}

/** With `failingSince`, only one that has taken nothing since then. */
async function disable(
  tx: Transaction<Schema>,
  now: Date,
  id: string,
  reason: DisabledReason,
  failingSince: Date | null = null,
): Promise<void> {
  const { rows } = await sql<{ description: string }>`
    UPDATE webhooks SET disabled_at = ${now}, disabled_reason = ${reason}
     WHERE id = ${id} AND disabled_at IS NULL
       AND (${failingSince}::timestamptz IS NULL OR last_delivered_at IS NULL OR last_delivered_at < ${failingSince})
    RETURNING description`.execute(tx);
  await recordEvents(
    tx,
    now,
    rows.map(({ description }) => ({
      type: 'webhook.disabled',
      data: { webhookId: id, description, reason },
    })),
  );
}
