import { sql } from 'kysely';
import type { Delivery, DeliveryAttempt, DeliveryStatus, Page, PageRequest } from './catalogue.ts';
import { placeOf, toPage } from './cursors.ts';
import type { Executor } from './database.ts';
import { isoOrNull } from './sql.ts';

interface DeliveryRow {
  id: string;
  webhookId: string;
  messageId: string;
  type: string;
  postId: string | null;
  outcome: 'delivered' | 'given-up' | null;
  createdAt: Date;
  finishedAt: Date | null;
  dueAt: Date;
  attempts: DeliveryAttempt[];
}

const selected = sql`
  SELECT deliveries.id, webhook_id, message_id, type, deliveries.post_id, outcome, deliveries.created_at, finished_at,
         due_at, tried.attempts
    FROM deliveries JOIN webhook_messages AS message ON message.id = message_id
    CROSS JOIN LATERAL (
      SELECT coalesce(jsonb_agg(jsonb_build_object(
               'at', at, 'status', status, 'error', error, 'durationMs', duration_ms, 'response', response)
             ORDER BY sequence), '[]') AS attempts
        FROM delivery_attempts WHERE delivery_id = deliveries.id) AS tried`;

export async function findDelivery(db: Executor, id: string): Promise<Delivery | null> {
  const { rows } = await sql<DeliveryRow>`${selected} WHERE deliveries.id = ${id}`.execute(db);
  const [row] = rows;
  return row === undefined ? null : toDelivery(row);
}

export async function listDeliveries(
  db: Executor,
  { webhookId, status, page }: { webhookId: string; status: DeliveryStatus | null; page: PageRequest },
): Promise<Page<Delivery>> {
  const place = placeOf(page.cursor);
  const { rows } = await sql<DeliveryRow>`
    ${selected}
     WHERE webhook_id = ${webhookId}
       AND (${status}::text IS NULL OR coalesce(outcome, 'waiting') = ${status})
       AND ${place === null ? sql`true` : sql`(deliveries.created_at, deliveries.id) < (${place.at}, ${place.id})`}
     ORDER BY deliveries.created_at DESC, deliveries.id DESC LIMIT ${page.limit + 1}`.execute(db);
  return toPage(rows, page, ({ createdAt, id }) => ({ at: createdAt, id }), toDelivery);
}

function toDelivery({ outcome, createdAt, finishedAt, dueAt, attempts, ...row }: DeliveryRow): Delivery {
  return {
    ...row,
    status: outcome ?? 'waiting',
    createdAt: createdAt.toISOString(),
    finishedAt: isoOrNull(finishedAt),
    nextAttemptAt: outcome === null ? dueAt.toISOString() : null,
    attempts: attempts.map((attempt) => ({ ...attempt, at: new Date(attempt.at).toISOString() })),
  };
}
