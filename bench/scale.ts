import { hrtime } from 'node:process';
import pg from 'pg';
import { watchTick } from '../src/workers/watch-tick.ts';
import { startPostgres, type TestPostgres } from '../tests/support/postgres.ts';
import { type BenchedApi, withApi } from './archive-api.ts';
import { markdownTable, milliseconds, percentile, timeEach } from './table.ts';
import { statementsFor } from './workspace-archive.ts';

/**
 * `npm run bench:scale [posts…]`: how long a PostgreSQL server's archive takes to answer as it grows, over HTTP, one request
 * after the other. The archive is written by SQL; a million posts take some minutes and 8 GB of disk.
 */
const sizes = process.argv.slice(2).map(Number);
const rounds = 100;

/** Words of a language are not alike: some are everywhere, most are nowhere. */
const searches = [
  'term2',
  'term1000',
  'term90000',
  'bridge',
  'term3 term50',
  'term40 term400',
  'term200 term2000',
  '"bridge mosque"',
  'nothing-like-this',
  'term30 -term2',
];
const lists = [
  '',
  '&platform=telegram',
  '&state=deleted',
  '&tag=tag7',
  '&author=author5',
  '&outcome=partial',
];

async function main(): Promise<void> {
  await using postgres = await startPostgres();
  for (const posts of sizes.length > 0 ? sizes : [1_000, 100_000, 1_000_000]) {
    const url = await filled(postgres, posts);
    await withApi({ DATABASE_URL: url }, (api) => measure(api, posts));
  }
}

async function filled(postgres: TestPostgres, posts: number): Promise<string> {
  const url = await postgres.createDatabase(`bench_${posts}`);
  // Opening brings the schema.
  await withApi({ DATABASE_URL: url }, async () => {});
  const began = hrtime.bigint();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  for (const statement of statementsFor(posts)) {
    await client.query(statement);
  }
  // What autovacuum would have done by the time that an archive is so large.
  await client.query('VACUUM');
  await client.end();
  const seconds = Number(hrtime.bigint() - began) / 1e9;
  console.log(`\n## ${posts.toLocaleString('en')} posts (written in ${seconds.toFixed(0)} s)\n`);
  return url;
}

async function measure(api: BenchedApi, posts: number): Promise<void> {
  const rows: string[][] = [];
  const all: number[] = [];
  const say = (what: string, taken: readonly number[]) => {
    rows.push([
      what,
      ...[percentile(taken, 0.5), percentile(taken, 0.99), Math.max(...taken)].map(milliseconds),
    ]);
  };
  for (const q of searches) {
    const taken = await timeEach(rounds, () => api.ask(`/v1/posts?limit=50&q=${encodeURIComponent(q)}`));
    all.push(...taken);
    say(`search \`${q}\``, taken);
  }
  say('**search, all of them**', all);
  for (const list of lists) {
    say(`list \`limit=50${list}\``, await timeEach(rounds, () => api.ask(`/v1/posts?limit=50${list}`)));
  }
  say('a post', await timeEach(rounds, (round) => api.ask(`/v1/posts/${postId(round)}`)));
  say('a card', await timeEach(rounds, (round) => api.ask(`/embed/${postId(round)}`)));
  say('a submission accepted', await timeEach(rounds, (round) => submit(api, round)));
  const tick = watchTick(api.context);
  const never = new AbortController().signal;
  say('a tick of the watches', await timeEach(10, () => tick(never)));
  console.log(markdownTable([`${posts.toLocaleString('en')} posts`, 'p50', 'p99', 'slowest'], rows));
}

/** As the archive was written. */
function postId(round: number): string {
  const index = 1 + round;
  const platform = ['x', 'x', 'x', 'bluesky', 'youtube', 'telegram', 'web'][index % 7];
  return `${platform}:${1_000_000 + index}`;
}

async function submit(api: BenchedApi, round: number): Promise<void> {
  const url = `https://x.com/someone/status/${1_600_000_000_000_000_000n + BigInt(round)}`;
  await api.ask('/v1/submissions', { method: 'POST', body: { url } });
}

await main();
