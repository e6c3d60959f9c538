import { type RawBuilder, sql } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type { DisabledReason, Webhook, WebhookPatch, WebhookSecret, Webhooks } from './catalogue.ts';
import type { Database, Executor } from './database.ts';
import { isoOrNull, jsonb, storable, textArray } from './sql.ts';

/** Every valid secret makes the header longer. */
const mostSecrets = 5;

export function createWebhooks(database: Database, clock: Clock): Webhooks {
  return {
    create: ({ id, url, description, events, sealedSecret }) =>
      database.read(async (db) => {
        const secrets: WebhookSecret[] = [{ sealed: sealedSecret, validUntil: null }];
        await sql`
          INSERT INTO webhooks (id, url, description, events, secrets, created_at)
          VALUES (${id}, ${storable(url)}, ${storable(description)}, ${textArray(events)}, ${jsonb(secrets)},
                  ${clock.now()})`.execute(db);
        return await getOrFail(db, id);
      }),
    list: () => database.read((db) => find(db, sql`true`)),
    get: (id) => database.read((db) => get(db, id)),
    update: (id, patch) => database.write((tx) => update(tx, clock.now(), id, patch)),
    remove: (id) => database.read((db) => changes(db, sql`DELETE FROM webhooks WHERE id = ${id}`)),
    addSecret: (id, sealedSecret, oldUntil) =>
      database.write(async (tx) => {
        const secrets = await secretsOf(tx, id);
        const old = secrets.map(({ sealed, validUntil }) => ({
          sealed,
          validUntil: validUntil !== null && validUntil < oldUntil ? validUntil : oldUntil,
        }));
        const now = clock.now().toISOString();
        const valid = old.filter(({ validUntil }) => validUntil > now).slice(0, mostSecrets - 1);
        const all: WebhookSecret[] = [{ sealed: sealedSecret, validUntil: null }, ...valid];
        return await changes(tx, sql`UPDATE webhooks SET secrets = ${jsonb(all)} WHERE id = ${id}`);
      }),
  };
}

async function secretsOf(tx: Executor, id: string): Promise<WebhookSecret[]> {
  const { rows } = await sql<{ secrets: WebhookSecret[] }>`
    SELECT secrets FROM webhooks WHERE id = ${id} FOR UPDATE`.execute(tx);
  return rows[0]?.secrets ?? [];
}

async function update(tx: Executor, now: Date, id: string, patch: WebhookPatch): Promise<Webhook | null> {
  const { url = null, description = null, events, enabled } = patch;
  const before = await get(tx, id);
  await sql`
    UPDATE webhooks SET url = coalesce(${url}, url), description = coalesce(${description}, description)
                        ${events === undefined ? sql`` : sql`, events = ${textArray(events)}`}
     WHERE id = ${id}`.execute(tx);
  const isMoved = url !== null && url !== before?.url;
  const isBack = enabled === true && before?.disabledAt !== null;
  if (isMoved || isBack) {
    await startAnew(tx, now, id);
  }
  if (enabled === true) {
    await sql`UPDATE webhooks SET disabled_at = NULL, disabled_reason = NULL WHERE id = ${id}`.execute(tx);
  } else if (enabled === false) {
    const reason: DisabledReason = 'by-admin';
    await sql`UPDATE webhooks SET disabled_at = ${now}, disabled_reason = ${reason}
               WHERE id = ${id} AND disabled_at IS NULL`.execute(tx);
  }
  return get(tx, id);
}

/** Whoever mended it wants to see what waits now, not when its schedule would have it. */
async function startAnew(tx: Executor, now: Date, id: string): Promise<void> {
  await sql`UPDATE webhooks SET failing_since = NULL, throttled_until = NULL WHERE id = ${id}`.execute(tx);
  await sql`UPDATE deliveries SET due_at = ${now}, attempts = 0, first_tried_at = NULL
             WHERE webhook_id = ${id} AND open AND enqueued_at IS NULL`.execute(tx);
}

async function get(db: Executor, id: string): Promise<Webhook | null> {
  return (await find(db, sql`id = ${id}`))[0] ?? null;
}

async function getOrFail(db: Executor, id: string): Promise<Webhook> {
  const webhook = await get(db, id);
  if (webhook === null) {
    throw new Error(`the webhook ${id} is gone`);
  }
  return webhook;
}

interface WebhookRow {
  id: string;
  url: string;
  description: string;
  events: string[];
  createdAt: Date;
  disabledAt: Date | null;
  disabledReason: DisabledReason | null;
  failingSince: Date | null;
  throttledUntil: Date | null;
  lastDeliveredAt: Date | null;
}

async function find(db: Executor, which: RawBuilder<unknown>): Promise<Webhook[]> {
  const { rows } = await sql<WebhookRow>`
    SELECT id, url, description, events, created_at, disabled_at, disabled_reason, failing_since, throttled_until,
           last_delivered_at
      FROM webhooks WHERE ${which} ORDER BY created_at, id`.execute(db);
  return rows.map(({ createdAt, disabledAt, failingSince, throttledUntil, lastDeliveredAt, ...row }) => ({
    ...row,
    createdAt: createdAt.toISOString(),
    disabledAt: isoOrNull(disabledAt),
    failingSince: isoOrNull(failingSince),
    throttledUntil: isoOrNull(throttledUntil),
    lastDeliveredAt: isoOrNull(lastDeliveredAt),
  }));
}

async function changes(db: Executor, statement: RawBuilder<unknown>): Promise<boolean> {
  const { numAffectedRows } = await statement.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
}
