import { sql } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type { Claim, Deliveries, DeliveryWork } from './catalogue.ts';
import type { Database, Executor } from './database.ts';
import { admitDeliveries } from './deliveries-admit.ts';
import { announce, deliverAnew, deliverTo, readCursor, wantedTypes } from './deliveries-announce.ts';
import { finishDelivery } from './deliveries-finish.ts';
import { findDelivery, listDeliveries } from './deliveries-list.ts';
import * as work from './work.ts';

export function createDeliveries(database: Database, clock: Clock): Deliveries {
  return {
    cursor: () => database.read(readCursor),
    wantedTypes: () => database.read(wantedTypes),
    announce: (from, to, messages) =>
      database.write((tx) => announce(tx, clock.now(), { from, to, messages })),
    send: (webhookId, message) =>
      database.write(async (tx) => {
        const id = await deliverTo(tx, clock.now(), webhookId, message);
        return id === null ? null : findDelivery(tx, id);
      }),
    redeliver: (id) =>
      database.write(async (tx) => {
        await deliverAnew(tx, clock.now(), id);
        return findDelivery(tx, id);
      }),
    list: (webhookId, status, page) => database.read((db) => listDeliveries(db, { webhookId, status, page })),
    get: (id) =>
      database.read(async (db) => {
        const delivery = await findDelivery(db, id);
        return delivery === null ? null : { ...delivery, body: await bodyOf(db, delivery.messageId) };
      }),
    admit: (limit, failingLimit) =>
      database.read((db) => admitDeliveries(db, clock.now(), { limit, failingLimit })),
    claim: (id, leaseMs) => database.read((db) => claim(db, id, { leaseMs, clock })),
    finish: (id, token, attempt, next) =>
      database.write((tx) => finishDelivery(tx, clock.now(), { id, token, attempt, next })),
    release: (id, token) => database.read((db) => release(db, id, token)),
    requeue: (ids) => database.read((db) => work.requeue(db, 'deliveries', ids)),
    stale: (olderThanMs) => database.read((db) => work.stale(db, 'deliveries', olderThanMs)),
  };
}

async function bodyOf(db: Executor, messageId: string): Promise<string> {
  const { rows } = await sql<{ body: string }>`
    SELECT body FROM webhook_messages WHERE id = ${messageId}`.execute(db);
  return rows[0]?.body ?? '';
}

/** One whose webhook was disabled since it was enqueued waits with the others. */
async function claim(
  db: Executor,
  id: string,
  lease: { leaseMs: number; clock: Clock },
): Promise<Claim<DeliveryWork>> {
  const claimed = await work.claim(db, 'deliveries', id, lease);
  if (claimed.kind !== 'claimed') {
    return claimed;
  }
  const { rows } = await sql<DeliveryWork>`
    SELECT deliveries.id, message_id, body, webhook_id, url, secrets, attempts
      FROM deliveries JOIN webhook_messages AS message ON message.id = message_id
      JOIN webhooks ON webhooks.id = webhook_id
     WHERE deliveries.id = ${id} AND disabled_at IS NULL`.execute(db);
  const [found] = rows;
  if (found === undefined) {
    await release(db, id, claimed.token);
    return { kind: 'finished' };
  }
  return { kind: 'claimed', token: claimed.token, work: found };
}

async function release(db: Executor, id: string, token: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    UPDATE deliveries SET token = token + 1, lease_until = NULL, enqueued_at = NULL
     WHERE id = ${id} AND token = ${token} AND open`.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
}
