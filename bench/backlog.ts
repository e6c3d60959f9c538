import pg from 'pg';
import { openServerCatalogue } from '#catalogue/open-server.ts';
import { systemClock } from '#domain/clock.ts';
import { readSiteLimits, siteLimitsOf } from '#domain/site-limits.ts';
import { createLogger } from '#logger.ts';
import { hasPostgres, startPostgres } from '../tests/support/postgres.ts';

/** What an admission of a window costs beside a backlog: `npm run bench:backlog -- 1000000`. */
const backlog = Number(process.argv[2] ?? 1_000_000);
const windows = 40;
const windowSize = 16;
const sites = ['x', 'instagram', 'youtube', 'tiktok', 'telegram', 'facebook', 'reddit', 'bluesky'];
const askers = 5;

if (!hasPostgres) {
  console.log('Skipped: PostgreSQL is not installed (apt-get install postgresql)');
} else {
  await using postgres = await startPostgres();
  const url = await postgres.createDatabase('backlog');
  const logger = createLogger({ level: 'silent', pretty: false });
  await using catalogue = await openServerCatalogue({ url, logger, clock: systemClock });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const read = readSiteLimits('*=1000/100000');
  const siteLimits = siteLimitsOf(read.kind === 'read' ? read.limits : new Map());

  console.log('waiting   admission of 16: median  slowest (ms)   of one urgent behind them (ms)');
  await measure(Math.min(backlog, 1000));
  await measure(backlog);
  await explain();
  await client.end();

  async function measure(count: number): Promise<void> {
    await fill(count);
    const tookMs: number[] = [];
    for (let turn = 0; turn < windows; turn += 1) {
      const beganAt = performance.now();
      const admitted = await catalogue.captures.admit(windowSize, { siteLimits });
      tookMs.push(performance.now() - beganAt);
      for (const { id } of admitted) {
        await client.query('UPDATE captures SET open = false, outcome = $2 WHERE id = $1', [id, 'failed']);
      }
    }
    await insert('urgent', { count: 1, priority: 0 });
    const beganAt = performance.now();
    const [urgent] = await catalogue.captures.admit(1, { siteLimits });
    const urgentMs = performance.now() - beganAt;
    if (urgent?.priority !== 'now') {
      throw new Error('the urgent capture was not the first');
    }
    const sorted = tookMs.toSorted((a, b) => a - b);
    const [median = 0, slowest = 0] = [sorted[windows / 2], sorted.at(-1)];
    console.log(
      `${String(count).padStart(8)}  ${median.toFixed(1).padStart(22)}  ${slowest.toFixed(1).padStart(12)}  ${urgentMs.toFixed(1).padStart(30)}`,
    );
  }

  async function fill(count: number): Promise<void> {
    await client.query('TRUNCATE captures, posts CASCADE');
    await insert('backlog', { count, priority: 2 });
    await client.query('VACUUM ANALYZE captures');
  }

  async function insert(
    kind: string,
    { count, priority }: { count: number; priority: number },
  ): Promise<void> {
    const site = `(ARRAY['${sites.join("','")}'])[1 + number % ${sites.length}]`;
    await client.query(
      `INSERT INTO posts (id, platform, canonical_url, created_at)
       SELECT ${site} || ':${kind}-' || number, ${site}, 'https://example.org/' || number, now()
         FROM generate_series(1, $1::integer) AS number`,
      [count],
    );
    await client.query(
      `INSERT INTO captures (id, post_id, priority, asked_by, created_at)
       SELECT '${kind}-' || number, ${site} || ':${kind}-' || number, $2, 'api:key-' || (number % ${askers}),
              now() - (number || ' milliseconds')::interval
         FROM generate_series(1, $1::integer) AS number`,
      [count, priority],
    );
  }

  /** The statement that reads among what waits. */
  async function explain(): Promise<void> {
    const { rows } = await client.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN (ANALYZE, BUFFERS, COSTS OFF)
       SELECT id FROM captures WHERE open AND enqueued_at IS NULL AND NOT put_off
          AND site = 'x' AND priority = 2 AND asked_by = 'api:key-1' ORDER BY created_at, id LIMIT 16`,
    );
    console.log(rows.map((row) => row['QUERY PLAN']).join('\n'));
  }
}
