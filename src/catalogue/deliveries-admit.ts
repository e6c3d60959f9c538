import { sql } from 'kysely';
import type { Executor } from './database.ts';
import { textArray } from './sql.ts';

/** Of one webhook; what fails proves itself one by one. */
const atATime = 2;
const failingAtATime = 1;

const isFree = sql`(delivery.lease_until IS NULL OR delivery.lease_until <= clock_timestamp())`;

/**
 * Goes by webhook, so that what waits for one that is down costs the others nothing, however much it is. Those that answer
 * come first, and those that fail hold no more than their share, whatever hangs.
 */
export async function admitDeliveries(
  db: Executor,
  now: Date,
  { limit, failingLimit }: { limit: number; failingLimit: number },
): Promise<string[]> {
  const { rows } = await sql<{ id: string; failing: boolean; taken: number }>`
    WITH webhook AS (
      SELECT id, failing_since IS NOT NULL AS failing,
             (SELECT count(*) FROM deliveries
               WHERE webhook_id = webhooks.id AND open AND enqueued_at IS NOT NULL)::integer AS taken
        FROM webhooks
       WHERE disabled_at IS NULL AND (throttled_until IS NULL OR throttled_until <= ${now})
    )
    SELECT due.id, webhook.failing,
           (SELECT coalesce(sum(taken), 0) FROM webhook WHERE failing)::integer AS taken
      FROM webhook CROSS JOIN LATERAL (
        SELECT id, due_at, sequence FROM deliveries AS delivery
         WHERE webhook_id = webhook.id AND open AND enqueued_at IS NULL AND due_at <= ${now} AND ${isFree}
           AND NOT EXISTS (
             SELECT FROM deliveries AS earlier
              WHERE earlier.webhook_id = webhook.id AND earlier.post_id = delivery.post_id AND earlier.open
                AND earlier.sequence < delivery.sequence)
         ORDER BY due_at, sequence
         LIMIT greatest(0, CASE WHEN failing THEN ${failingAtATime} ELSE ${atATime} END::integer - taken)) AS due
     ORDER BY failing, due.due_at, due.sequence`.execute(db);
  const room = failingLimit - (rows[0]?.taken ?? 0);
  const failing = rows.filter((row) => row.failing).slice(0, Math.max(0, room));
  const chosen = [...rows.filter((row) => !row.failing), ...failing].slice(0, limit);
  return take(
    db,
    chosen.map(({ id }) => id),
  );
}

/** In their order; without those that another process took meanwhile. */
async function take(db: Executor, ids: string[]): Promise<string[]> {
  if (ids.length === 0) {
    return [];
  }
  const { rows } = await sql<{ id: string }>`
    UPDATE deliveries AS delivery SET enqueued_at = clock_timestamp()
     WHERE id = ANY(${textArray(ids)}) AND open AND enqueued_at IS NULL AND ${isFree}
    RETURNING id`.execute(db);
  const taken = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => taken.has(id));
}
