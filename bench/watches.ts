import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedCatalogue } from '#catalogue/open-embedded.ts';
import { createLogger } from '#logger.ts';
import { watchTick } from '../src/workers/watch-tick.ts';
import { TestClock } from '../tests/catalogue/samples.ts';
import { createMemoryStorage } from '../tests/support/memory-storage.ts';

/**
 * The tick over so many watches, on the embedded database: what it costs while nothing is due, when a share of all is due
 * at once, and while plans are made. `node bench/watches.ts [count]`.
 */
const count = Number(process.argv[2] ?? 1_000_000);
const ticks = 50;
/** As the service does it. */
const tickEveryMs = 2000;
const never = new AbortController().signal;
const hourMs = 3_600_000;

const directory = await mkdtemp(join(tmpdir(), 'bench-watches-'));
try {
  await main();
} finally {
  await rm(directory, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const clock = new TestClock();
  const logger = createLogger({ level: 'silent', pretty: false });
  const { catalogue, pool } = await openEmbeddedCatalogue({
    ...{ directory: join(directory, 'pg'), source: createMemoryStorage(), clock, logger },
  });
  await using _ = catalogue;
  const query = async (text: string) => (await pool.query<Record<string, unknown>>(text, [])).rows;

  const filledMs = await timed(async () => {
    // Spread over 20 platforms and 30 days from an hour on; half of all accounts have two posts.
    await query(`
      INSERT INTO posts (id, platform, canonical_url, created_at, state, watch_next_at, watch_every_seconds, account)
      SELECT 'p' || n % 20 || ':' || n, 'p' || n % 20, 'https://example.org/' || n,
             '2026-01-01'::timestamptz, 'live',
             '${clock.now().toISOString()}'::timestamptz + interval '1 hour' + random() * interval '30 days',
             30 * 86400, 'p' || n % 20 || ':' || n / 40 FROM generate_series(1, ${count}) AS n`);
    await query('ANALYZE posts');
  });
  print('watches', count.toLocaleString('en'), `filled in ${(filledMs / 1000).toFixed(0)} s`);
  print('memory of the process', `${megabytes()} MB`, 'with the whole database in it');

  const tick = watchTick({ catalogue, logger });
  await tick(never);
  const idleMs = (await timed(() => repeat(ticks, () => tick(never)))) / ticks;
  print(
    'a tick, nothing due',
    `${idleMs.toFixed(1)} ms`,
    `${share(idleMs)} of a core, at one in ${tickEveryMs} ms`,
  );
  await explain('pages read for a site', query, clock.now());

  clock.advance(73 * hourMs);
  const [due] = await query(
    `SELECT count(*) AS due FROM posts WHERE watch_next_at <= '${clock.now().toISOString()}'`,
  );
  const dueMs = await timed(() => tick(never));
  const [waiting] = await query('SELECT count(*) AS waiting FROM rechecks WHERE open');
  print(
    `a tick, ${Number(due?.due).toLocaleString('en')} due`,
    `${dueMs.toFixed(1)} ms`,
    `${waiting?.waiting} asked for`,
  );
  const fullMs = (await timed(() => repeat(ticks, () => tick(never)))) / ticks;
  print('a tick, as many waiting as may', `${fullMs.toFixed(1)} ms`, share(fullMs));

  const plannedOf = 4000;
  await query(`UPDATE posts SET watch_next_at = NULL WHERE id IN (SELECT id FROM posts LIMIT ${plannedOf})`);
  const planMs = await timed(() => tick(never));
  print(
    `plans of ${plannedOf} posts`,
    `${planMs.toFixed(0)} ms`,
    `${((planMs * 1000) / plannedOf).toFixed(0)} µs each`,
  );
  print('memory of the process', `${megabytes()} MB`, '');
}

/** What the search for due posts touches, as the database counts it. */
async function explain(
  name: string,
  query: (text: string) => Promise<Record<string, unknown>[]>,
  now: Date,
): Promise<void> {
  const plan = await query(`
    EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)
    SELECT id FROM posts WHERE site = 'p7' AND watch AND merged_into IS NULL AND watch_next_at <= '${now.toISOString()}'
     ORDER BY watch_next_at LIMIT 60`);
  const [explained] = (plan[0]?.['QUERY PLAN'] ?? []) as { Plan: Record<string, number> }[];
  const top = explained?.Plan ?? {};
  print(
    name,
    `${(top['Shared Hit Blocks'] ?? 0) + (top['Shared Read Blocks'] ?? 0)} pages`,
    'by the search for what is due',
  );
}

async function repeat(times: number, work: () => Promise<void>): Promise<void> {
  for (let turn = 0; turn < times; turn += 1) {
    await work();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function share(milliseconds: number): string {
  return `${((milliseconds / tickEveryMs) * 100).toFixed(2)} %`;
}

function megabytes(): number {
  return Math.round(process.memoryUsage.rss() / 1e6);
}

function print(name: string, value: string, note: string): void {
  process.stdout.write(`${name.padEnd(34)} ${value.padEnd(12)} ${note}\n`);
}
