import { sql } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import type { Database } from './database.ts';
import { forgetDeliveries, forgetEvents } from './deliveries-forget.ts';
import { forgetGarbage } from './garbage.ts';
import { fromNow } from './sql.ts';

/** Nobody follows a submission's progress for longer; the outcome stays in the catalogue itself. */
const eventsForMs = 7 * 24 * 3_600_000;
const deliveriesForMs = 30 * 24 * 3_600_000;
const idempotentForMs = 24 * 3_600_000;
const garbageForMs = 7 * 24 * 3_600_000;
const heartbeatsForMs = 24 * 3_600_000;

export async function tidy(database: Database, clock: Clock): Promise<void> {
  const now = clock.now().getTime();
  await database.write(async (tx) => {
    await forgetEvents(tx, new Date(now - eventsForMs));
    await forgetDeliveries(tx, new Date(now - deliveriesForMs));
    await sql`DELETE FROM idempotency_keys WHERE created_at < ${new Date(now - idempotentForMs)}`.execute(tx);
    await forgetGarbage(tx, garbageForMs);
    await sql`DELETE FROM sessions WHERE expires_at < ${new Date(now)}`.execute(tx);
    await sql`DELETE FROM workers WHERE seen_at < ${fromNow(-heartbeatsForMs)}`.execute(tx);
  });
}
