import { type RawBuilder, sql } from 'kysely';
import type { CatalogueEvent, Events } from './catalogue.ts';
import type { Database, Executor } from './database.ts';
import { jsonText } from './sql.ts';

export interface NewEvent {
  type:
    | 'submission'
    | 'capture'
    | 'done'
    | 'post.state-changed'
    | 'post.deleted'
    | 'post.restored'
    | 'post.edited'
    | 'article.changed'
    | 'storage.damaged'
    | 'webhook.disabled';
  submissionId?: string;
  captureId?: string;
  postId?: string;
  data: Record<string, unknown>;
}

export async function recordEvents(db: Executor, at: Date, events: NewEvent[]): Promise<void> {
  if (events.length > 0) {
    await sql`
      INSERT INTO events (at, type, submission_id, capture_id, post_id, data)
      SELECT ${at}::timestamptz, type, "submissionId", "captureId", "postId", data
        FROM ROWS FROM (jsonb_to_recordset(${jsonText(events)}::jsonb) AS (
          type text, "submissionId" text, "captureId" text, "postId" text, data jsonb
        )) WITH ORDINALITY AS event (type, "submissionId", "captureId", "postId", data, place)
       ORDER BY place`.execute(db);
  }
}

export function createEvents(database: Database): Events {
  return {
    forSubmission: (submissionId, afterId, limit) =>
      database.read((db) =>
        readEvents(db, {
          afterId,
          limit,
          which: sql`(submission_id = ${submissionId} OR capture_id IN (
            SELECT capture_id FROM embeds WHERE submission_id = ${submissionId}))`,
        }),
      ),
    since: (afterId, limit) => database.read((db) => readEvents(db, { afterId, limit, which: sql`true` })),
  };
}

interface EventRow {
  transactionId: string;
  sequence: string;
  at: Date;
  type: string;
  submissionId: string | null;
  captureId: string | null;
  postId: string | null;
  data: Record<string, unknown>;
}

/**
 * The oldest transaction that may yet write an event, or the next one. PostgreSQL counts those of all databases of a server
 * together: where they hold events back, those that are known to be of another database are left out. Whoever ended since the
 * snapshot is not known to be, and stays: what it wrote is not visible yet.
 */
const oldestOpen = sql`
  CASE WHEN (SELECT transaction_id FROM events ORDER BY transaction_id DESC, sequence DESC LIMIT 1)
            >= pg_snapshot_xmin(pg_current_snapshot())
       THEN coalesce(
              (SELECT open.id FROM pg_snapshot_xip(pg_current_snapshot()) AS open (id)
                WHERE NOT EXISTS (
                  SELECT FROM pg_locks JOIN pg_stat_activity USING (pid)
                   WHERE locktype = 'transactionid' AND mode = 'ExclusiveLock' AND granted
                     AND transactionid = open.id::xid AND datname <> current_database())
                ORDER BY open.id LIMIT 1),
              pg_snapshot_xmax(pg_current_snapshot()))
       ELSE pg_snapshot_xmin(pg_current_snapshot()) END`;

/**
 * Transactions become visible in another order than they began, so events are read in the order of their transactions and
 * only up to the oldest one that is still open: nothing can come in before what was returned.
 */
async function readEvents(
  db: Executor,
  { afterId, limit, which }: { afterId: string | null; limit: number; which: RawBuilder<unknown> },
): Promise<CatalogueEvent[]> {
  const { transaction, sequence } = parseEventId(afterId);
  // A place that this database has not reached yet is from one that was lost; all is new to whoever was there.
  const { rows } = await sql<EventRow>`
    WITH place AS (
      SELECT CASE WHEN reached THEN ${transaction}::xid8 ELSE '0'::xid8 END AS transaction_id,
             CASE WHEN reached THEN ${sequence}::bigint ELSE 0 END AS sequence
        FROM (SELECT ${transaction}::xid8 < pg_snapshot_xmax(pg_current_snapshot()) AS reached) AS known
    )
    SELECT transaction_id::text, sequence::text, at, type, submission_id, capture_id, post_id, data
      FROM events
     WHERE transaction_id < (SELECT ${oldestOpen})
       AND (transaction_id, sequence) > ((SELECT transaction_id FROM place), (SELECT sequence FROM place))
       AND ${which}
     ORDER BY events.transaction_id, events.sequence LIMIT ${limit}`.execute(db);
  return rows.map(({ transactionId, sequence, at, ...event }) => ({
    ...event,
    id: eventId(transactionId, sequence),
    at: at.toISOString(),
  }));
}

const digits = 20;
const idPattern = /^(\d{20})-(\d{20})$/;

function eventId(transactionId: string, sequence: string): string {
  return `${transactionId.padStart(digits, '0')}-${sequence.padStart(digits, '0')}`;
}

function parseEventId(id: string | null): { transaction: string; sequence: string } {
  const [, transaction, sequence] = idPattern.exec(id ?? '') ?? [];
  return { transaction: withoutZeros(transaction), sequence: withoutZeros(sequence) };
}

function withoutZeros(digitsOrNone: string | undefined): string {
  const value = BigInt(digitsOrNone ?? '0');
  // Beyond what PostgreSQL can hold no event can be.
  return value < 2n ** 63n ? value.toString() : '0';
}
