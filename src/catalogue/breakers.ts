import { sql, type Transaction } from 'kysely';
import type { Breaker, Canary, Held } from '#domain/breaker.ts';
import type { Clock } from '#domain/clock.ts';
import type { Breakers, SiteHealth } from './catalogue.ts';
import type { Database, Executor } from './database.ts';
import type { Schema } from './schema.ts';
import { isoOrNull, jsonText } from './sql.ts';

/** A probe that told nothing by then was lost, or found what it needs elsewhere. */
const probeForMs = 2 * 60_000;

export function createBreakers(database: Database, clock: Clock): Breakers {
  return {
    list: () => database.read(list),
    update: (site, next) => update(database, site, next),
    probe: () => database.write((tx) => probe(tx, clock.now())),
    async succeeded(site, kinds) {
      if (kinds.length > 0) {
        await database.read((db) => noteSuccess(db, clock.now(), site, kinds));
      }
    },
    async canaries(site, canaries, isMisread) {
      await database.read((db) => noteCanaries(db, clock.now(), { site, canaries, isMisread }));
    },
  };
}

interface BreakerRow {
  site: string;
  strikes: number;
  openings: number;
  openedAt: Date | null;
  openUntil: Date | null;
  holds: Held | null;
  reason: string | null;
  canaries: Canary[];
  misreadSince: Date | null;
  textAt: Date | null;
  mediaAt: Date | null;
  screenshotAt: Date | null;
}

async function list(db: Executor): Promise<SiteHealth[]> {
  const { rows } = await sql<BreakerRow>`SELECT * FROM breakers ORDER BY site`.execute(db);
  return rows.map((row) => ({
    ...toBreaker(row),
    lastSuccess: {
      text: isoOrNull(row.textAt),
      media: isoOrNull(row.mediaAt),
      screenshot: isoOrNull(row.screenshotAt),
    },
    canaries: row.canaries,
    misreadSince: isoOrNull(row.misreadSince),
  }));
}

function toBreaker({ site, strikes, openings, openedAt, openUntil, holds, reason }: BreakerRow): Breaker {
  const open =
    openUntil === null
      ? null
      : {
          at: (openedAt ?? openUntil).toISOString(),
          until: openUntil.toISOString(),
          holds: holds ?? 'everything',
          reason: reason ?? '',
        };
  return { site, strikes, openings, open };
}

/** Nearly every look finds nothing to change, and takes no lock. */
async function update(database: Database, site: string, next: (breaker: Breaker) => Breaker): Promise<void> {
  const seen = await database.read((db) => find(db, site, sql``));
  if (next(seen) !== seen) {
    await database.write((tx) => updateLocked(tx, site, next));
  }
}

async function updateLocked(
  tx: Transaction<Schema>,
  site: string,
  next: (breaker: Breaker) => Breaker,
): Promise<void> {
  await sql`INSERT INTO breakers (site) VALUES (${site}) ON CONFLICT DO NOTHING`.execute(tx);
  const before = await find(tx, site, sql`FOR UPDATE`);
  const after = next(before);
  if (after === before) {
    return;
  }
  const { strikes, openings, open } = after;
  await sql`
    UPDATE breakers SET strikes = ${strikes}, openings = ${openings}, opened_at = ${dateOrNull(open?.at)},
           open_until = ${dateOrNull(open?.until)}, holds = ${open?.holds ?? null}, reason = ${open?.reason ?? null},
           probe = NULL, probe_at = NULL
     WHERE site = ${site}`.execute(tx);
}

async function find(db: Executor, site: string, lock: ReturnType<typeof sql>): Promise<Breaker> {
  const { rows } = await sql<BreakerRow>`SELECT * FROM breakers WHERE site = ${site} ${lock}`.execute(db);
  return rows[0] === undefined ? { site, strikes: 0, openings: 0, open: null } : toBreaker(rows[0]);
}

function dateOrNull(time: string | undefined): Date | null {
  return time === undefined ? null : new Date(time);
}

/** The first of what waits is let through, a capture before a re-check. */
async function probe(tx: Transaction<Schema>, now: Date): Promise<number> {
  const { numAffectedRows } = await sql`
    UPDATE breakers SET probe = waiting.id, probe_at = ${now}
      FROM (SELECT site, coalesce(
              (SELECT id FROM captures
                WHERE open AND enqueued_at IS NULL AND NOT put_off AND captures.site = breakers.site
                ORDER BY captures.site, priority, asked_by, created_at, id LIMIT 1),
              (SELECT id FROM rechecks
                WHERE open AND enqueued_at IS NULL AND NOT put_off AND rechecks.site = breakers.site
                ORDER BY rechecks.site, priority, asked_by, created_at, id LIMIT 1)) AS id
              FROM breakers
             WHERE open_until <= ${now} AND (probe_at IS NULL OR probe_at <= ${new Date(now.getTime() - probeForMs)})
           ) AS waiting
     WHERE breakers.site = waiting.site AND waiting.id IS NOT NULL`.execute(tx);
  return Number(numAffectedRows ?? 0n);
}

async function noteSuccess(
  db: Executor,
  now: Date,
  site: string,
  kinds: readonly ('text' | 'media' | 'screenshot')[],
): Promise<void> {
  const at = (kind: (typeof kinds)[number]) => (kinds.includes(kind) ? now : null);
  await sql`
    INSERT INTO breakers (site, text_at, media_at, screenshot_at)
    VALUES (${site}, ${at('text')}, ${at('media')}, ${at('screenshot')})
    ON CONFLICT (site) DO UPDATE
      SET text_at = coalesce(excluded.text_at, breakers.text_at),
          media_at = coalesce(excluded.media_at, breakers.media_at),
          screenshot_at = coalesce(excluded.screenshot_at, breakers.screenshot_at)`.execute(db);
}

async function noteCanaries(
  db: Executor,
  now: Date,
  { site, canaries, isMisread }: { site: string; canaries: readonly Canary[]; isMisread: boolean },
): Promise<void> {
  const since = isMisread ? now : null;
  await sql`
    INSERT INTO breakers (site, canaries, misread_since) VALUES (${site}, ${jsonText(canaries)}::jsonb, ${since})
    ON CONFLICT (site) DO UPDATE
      SET canaries = excluded.canaries,
          misread_since = CASE WHEN excluded.misread_since IS NULL THEN NULL
                               ELSE coalesce(breakers.misread_since, excluded.misread_since) END`.execute(db);
}
