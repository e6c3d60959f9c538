import { type RawBuilder, sql } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type { HandBack } from './catalogue.ts';
import type { Executor } from './database.ts';
import { fromNow, storable, textArray } from './sql.ts';

/**
 * Work that a queue's job does, held under a fencing token. Due → enqueued (see admission.ts) → leased (`claim`, which raises the
 * token) → ended, or due again (`release`). Leases and waits are by the database's clock.
 */
export type WorkTable = 'articles' | 'captures' | 'rechecks' | 'deliveries';

/** No wait and no lease is longer: a time beyond it was written before the database's clock was set back. */
const longestWaitMs = 24 * 3_600_000;

/** Whether that time has come, or never can have been meant. */
function isOver(column: 'due_at' | 'lease_until'): RawBuilder<boolean> {
  const time = sql.ref(column);
  return sql`(${time} <= clock_timestamp() OR ${time} > ${fromNow(2 * longestWaitMs)})`;
}

export const isFree = sql`(lease_until IS NULL OR ${isOver('lease_until')})`;
export const isDue = isOver('due_at');

export type WorkClaim =
  /** `lostClaims`: how often its holder went away without a word. */
  | { kind: 'claimed'; token: number; attempts: number; firstTriedAt: string; lostClaims: number }
  | { kind: 'held'; remainingMs: number }
  | { kind: 'finished' }
  | { kind: 'missing' };

export async function claim(
  db: Executor,
  table: WorkTable,
  id: string,
  { leaseMs, clock }: { leaseMs: number; clock: Clock },
): Promise<WorkClaim> {
  const { rows } = await sql<{ token: number; attempts: number; firstTriedAt: Date; lostClaims: number }>`
    UPDATE ${sql.table(table)}
       SET token = token + 1, ${countLost(table)} ${isShared(table) ? sql`claimed_at = clock_timestamp(),` : sql``}
           lease_until = ${fromNow(leaseMs)},
           enqueued_at = coalesce(enqueued_at, clock_timestamp()),
           first_tried_at = coalesce(first_tried_at, ${clock.now()})
     WHERE id = ${id} AND open AND ${isFree}
    RETURNING token, attempts, first_tried_at, ${countsLost.has(table) ? sql`lost_claims` : sql`0 AS lost_claims`}`.execute(
    db,
  );
  const claimed = rows[0];
  return claimed === undefined
    ? whyNot(db, table, id)
    : {
        kind: 'claimed',
        token: claimed.token,
        attempts: claimed.attempts,
        firstTriedAt: claimed.firstTriedAt.toISOString(),
        lostClaims: claimed.lostClaims,
      };
}

/** Deliveries have an order of their own. */
function isShared(table: WorkTable): boolean {
  return table !== 'deliveries';
}

/** Those that drive outside programs over what others wrote, and may die of it. */
const countsLost: ReadonlySet<WorkTable> = new Set(['captures', 'rechecks']);

/** Whoever hands work back leaves no lease; one that is left was left by the dead. */
function countLost(table: WorkTable): RawBuilder<unknown> {
  return countsLost.has(table)
    ? sql`lost_claims = lost_claims + CASE WHEN lease_until IS NULL THEN 0 ELSE 1 END,`
    : sql``;
}

async function whyNot(db: Executor, table: WorkTable, id: string): Promise<WorkClaim> {
  const { rows } = await sql<{ open: boolean; remainingMs: number | null }>`
    SELECT open, extract(epoch FROM lease_until - clock_timestamp())::double precision * 1000 AS remaining_ms
      FROM ${sql.table(table)} WHERE id = ${id}`.execute(db);
  const found = rows[0];
  if (found === undefined) {
    return { kind: 'missing' };
  }
  // A lease that ended between the two statements is held for no time at all.
  return found.open
    ? { kind: 'held', remainingMs: Math.max(0, found.remainingMs ?? 0) }
    : { kind: 'finished' };
}

export async function renew(
  db: Executor,
  table: WorkTable,
  { id, token, leaseMs }: { id: string; token: number; leaseMs: number },
): Promise<boolean> {
  return changes(
    db,
    sql`UPDATE ${sql.table(table)} SET lease_until = ${fromNow(leaseMs)} WHERE id = ${id} AND token = ${token} AND open`,
  );
}

/** Raises the token, so that whoever held it cannot commit any more. */
export async function release(
  db: Executor,
  table: WorkTable,
  { id, token, again }: { id: string; token: number; again: HandBack },
): Promise<boolean> {
  const reason = again.reason === null ? null : storable(again.reason);
  return changes(
    db,
    sql`UPDATE ${sql.table(table)}
           SET token = token + 1, lease_until = NULL, enqueued_at = NULL, due_at = ${fromNow(Math.min(again.notBeforeMs, longestWaitMs))},
               ${isShared(table) ? sql`put_off = ${again.notBeforeMs > 0},` : sql``}
               attempts = attempts + ${again.costsAttempt ? 1 : 0}::integer, last_error = ${reason}
         WHERE id = ${id} AND token = ${token} AND open`,
  );
}

/** Ends the work under its token; the row stays locked until the transaction ends. */
export async function end(db: Executor, table: WorkTable, id: string, token: number): Promise<boolean> {
  return changes(
    db,
    sql`UPDATE ${sql.table(table)} SET open = false, lease_until = NULL, enqueued_at = NULL
         WHERE id = ${id} AND token = ${token} AND open`,
  );
}

export async function requeue(db: Executor, table: WorkTable, ids: readonly string[]): Promise<void> {
  await sql`UPDATE ${sql.table(table)} SET enqueued_at = NULL
             WHERE id = ANY(${textArray(ids)}) AND open AND ${isFree}`.execute(db);
}

export async function stale(db: Executor, table: WorkTable, olderThanMs: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM ${sql.table(table)}
     WHERE open AND (enqueued_at <= ${fromNow(-olderThanMs)} OR enqueued_at > ${fromNow(longestWaitMs)}) AND ${isFree} ORDER BY enqueued_at, id`.execute(
    db,
  );
  return rows.map(({ id }) => id);
}

/** For the one owner of an embedded catalogue: whoever held a lease is dead, and so is what the queue knew. */
export async function voidLeases(db: Executor): Promise<void> {
  for (const table of ['articles', 'captures', 'rechecks', 'deliveries'] satisfies WorkTable[]) {
    await sql`UPDATE ${sql.table(table)} SET ${countLost(table)} token = token + 1, lease_until = NULL, enqueued_at = NULL
               WHERE open AND (lease_until IS NOT NULL OR enqueued_at IS NOT NULL)`.execute(db);
  }
}

async function changes(db: Executor, statement: RawBuilder<unknown>): Promise<boolean> {
  const { numAffectedRows } = await statement.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
}
