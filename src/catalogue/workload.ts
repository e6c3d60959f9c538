import { type RawBuilder, sql } from 'kysely';
import type { Clock } from '#domain/clock.ts';
import { mayWait } from './admission.ts';
import type { Load, QueueLoad, WatchLoad, Workload } from './catalogue.ts';
import type { Database, Executor } from './database.ts';
import { isoOrNull } from './sql.ts';

const queueNames = ['article', 'capture', 'recheck', 'deliver'] satisfies QueueLoad['queue'][];
const hourMs = 3_600_000;
/** Where one plan ends and a seldomer one begins: the hour, the part of a day, the day, the week. */
const planBoundsSeconds = [5400, 64_800, 172_800, 864_000];

export function createWorkload(database: Database, clock: Clock): Workload {
  return {
    queues: (bound) =>
      database.read(async (db) => {
        const loads: QueueLoad[] = [];
        for (const [queue, work] of Object.entries(workOf(clock.now()))) {
          loads.push(await count(db, queue as QueueLoad['queue'], { work, bound }));
        }
        return loads;
      }),
    watches: (bound) => database.read((db) => countWatches(db, clock.now(), bound)),
    waiting: () => database.read(findWaiting),
  };
}

async function findWaiting(db: Executor): Promise<Set<QueueLoad['queue']>> {
  const { rows } = await sql<Record<QueueLoad['queue'], boolean>>`
    SELECT ${mayWait('articles')} AS article, ${mayWait('captures')} AS capture, ${mayWait('rechecks')} AS recheck,
           EXISTS (SELECT FROM deliveries WHERE open AND enqueued_at IS NULL) AS deliver`.execute(db);
  const [waits] = rows;
  return new Set(queueNames.filter((queue) => waits?.[queue]));
}

/** What is open in each queue: its site, times, and whether it is put off. In the order in which it comes. */
function workOf(now: Date): Record<QueueLoad['queue'], RawBuilder<unknown>> {
  const times = sql`created_at, due_at, lease_until, due_at > clock_timestamp() AS put_off`;
  const inOrder = sql`WHERE open ORDER BY priority, created_at, id`;
  return {
    article: sql`SELECT NULL::text AS site, ${times} FROM articles ${inOrder}`,
    capture: sql`SELECT ${siteOfId(sql`post_id`)} AS site, ${times} FROM captures ${inOrder}`,
    recheck: sql`SELECT ${siteOfId(sql`id`)} AS site, ${times} FROM rechecks ${inOrder}`,
    deliver: sql`
      SELECT NULL::text AS site, work.created_at, work.due_at, work.lease_until, work.due_at > ${now} AS put_off
        FROM deliveries AS work JOIN webhooks ON webhooks.id = webhook_id WHERE open AND disabled_at IS NULL`,
  };
}

/** As `siteOf` has it, without reading the wide rows of posts. */
function siteOfId(id: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`CASE WHEN split_part(${id}, ':', 1) IN ('mastodon', 'peertube')
                  THEN split_part(${id}, ':', 1) || ':' || split_part(${id}, ':', 2)
                  ELSE split_part(${id}, ':', 1) END`;
}

interface LoadRow extends Omit<Load, 'waitingSince' | 'readySince'> {
  site: string | null;
  isTotal: boolean;
  waitingSince: Date | null;
  readySince: Date | null;
}

async function count(
  db: Executor,
  queue: QueueLoad['queue'],
  { work, bound }: { work: RawBuilder<unknown>; bound: number },
): Promise<QueueLoad> {
  const { rows } = await sql<LoadRow>`
    WITH work AS (${work} LIMIT ${bound + 1}),
         told AS (SELECT *, coalesce(lease_until > clock_timestamp(), false) AS running FROM work)
    SELECT site, grouping(site) = 1 AS is_total,
           (count(*) FILTER (WHERE NOT running))::integer AS waiting,
           (count(*) FILTER (WHERE NOT running AND put_off))::integer AS put_off,
           (count(*) FILTER (WHERE running))::integer AS running,
           min(created_at) FILTER (WHERE NOT running) AS waiting_since,
           min(due_at) FILTER (WHERE NOT running AND NOT put_off) AS ready_since
      FROM told GROUP BY GROUPING SETS ((), (site)) ORDER BY count(*) DESC, site`.execute(db);
  const total = rows.find(({ isTotal }) => isTotal);
  const load = total === undefined ? idle : toLoad(total);
  const isBounded = load.waiting + load.running > bound;
  return {
    queue,
    ...load,
    // The one that told that there are more.
    waiting: isBounded ? load.waiting - 1 : load.waiting,
    isBounded,
    sites: rows.flatMap((row) =>
      row.isTotal || row.site === null ? [] : [{ site: row.site, ...toLoad(row) }],
    ),
  };
}

const idle: Load = { waiting: 0, putOff: 0, running: 0, waitingSince: null, readySince: null };

function toLoad({ waitingSince, readySince, waiting, putOff, running }: LoadRow): Load {
  const since = { waitingSince: isoOrNull(waitingSince), readySince: isoOrNull(readySince) };
  return { waiting, putOff, running, ...since };
}

async function countWatches(db: Executor, now: Date, bound: number): Promise<WatchLoad> {
  const at = (fromNowMs: number) => new Date(now.getTime() + fromNowMs);
  const { rows } = await sql<{
    plan: number;
    planned: number;
    due: number;
    overdue: number;
    nextDay: number;
  }>`
    WITH soonest AS (
      SELECT watch_next_at AS next_at, watch_every_seconds AS every_seconds FROM posts
       WHERE watch AND merged_into IS NULL AND watch_next_at IS NOT NULL
       ORDER BY watch_next_at, id LIMIT ${bound + 1}
    )
    SELECT width_bucket(every_seconds, ${planBoundsSeconds.map((seconds) => seconds + 1)}::integer[]) AS plan,
           count(*)::integer AS planned,
           (count(*) FILTER (WHERE next_at <= ${now}))::integer AS due,
           (count(*) FILTER (WHERE next_at <= ${at(-hourMs)}))::integer AS overdue,
           (count(*) FILTER (WHERE next_at > ${now} AND next_at <= ${at(24 * hourMs)}))::integer AS next_day
      FROM soonest GROUP BY plan`.execute(db);
  const sum = (column: 'planned' | 'due' | 'overdue' | 'nextDay') =>
    rows.reduce((total, row) => total + row[column], 0);
  const atMost = (posts: number) => Math.min(posts, bound);
  return {
    planned: atMost(sum('planned')),
    isBounded: sum('planned') > bound,
    ...{ due: atMost(sum('due')), overdue: atMost(sum('overdue')), nextDay: sum('nextDay') },
    plans: [...planBoundsSeconds, null].map((upToSeconds, plan) => ({
      upToSeconds,
      posts: rows.find((row) => row.plan === plan)?.planned ?? 0,
    })),
  };
}
