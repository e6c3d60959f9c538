import { fork } from 'node:child_process';
import { once } from 'node:events';
import { Queue } from 'bullmq';
import { startPostgres } from '../tests/support/postgres.ts';
import { startRedis } from '../tests/support/redis.ts';
import { readTree } from './process-tree.ts';
import { markdownTable, percentile, times } from './table.ts';

/**
 * `npm run bench:submissions`: how many links a second an API process takes in on Redis and PostgreSQL (which fsyncs each
 * commit), one a request and in lists, from clients in this process; and how many bare BullMQ adds the same Redis takes.
 */
const seconds = 5;
const clients = 32;
const adminKey = 'bench-key-bench-key-bench-key';

interface Taken {
  name: string;
  perSecond: number;
  latenciesMs: number[];
  cpuMs: number;
}

async function main(): Promise<void> {
  await using redis = await startRedis();
  await using postgres = await startPostgres({ fsync: true });
  const bare = await bareAdds(redis.url);
  const databaseUrl = await postgres.createDatabase('bench_submissions');
  const api = fork(new URL('./submissions-api.ts', import.meta.url), {
    env: { ...process.env, ADMIN_KEY: adminKey, DATABASE_URL: databaseUrl, REDIS_URL: redis.url },
  });
  try {
    const [{ url }] = (await once(api, 'message')) as [{ url: string }];
    const pid = api.pid ?? 0;
    await load('warm-up', { url, pid, linksEach: 1, forMs: 2_000 });
    const taken = [bare];
    for (const linksEach of [1, 10, 100]) {
      const name = `${linksEach} a submission, ${clients} clients`;
      taken.push(await load(name, { url, pid, linksEach, forMs: seconds * 1000 }));
    }
    console.log(
      markdownTable(
        ['links', 'a second', 'of bare adds', 'p50', 'p99', 'CPU of the API each'],
        taken.map((one) => rowOf(one, bare)),
      ),
    );
  } finally {
    api.disconnect();
    await once(api, 'exit');
  }
}

function rowOf({ name, perSecond, latenciesMs, cpuMs }: Taken, bare: Taken): string[] {
  const at = (share: number) => `${percentile(latenciesMs, share).toFixed(1)} ms`;
  return [
    name,
    perSecond.toFixed(0),
    times(perSecond / bare.perSecond),
    at(0.5),
    at(0.99),
    `${cpuMs.toFixed(2)} ms`,
  ];
}

/** One at a time by as many callers: what a submission's job would cost by itself. */
async function bareAdds(redisUrl: string): Promise<Taken> {
  const { hostname, port } = new URL(redisUrl);
  const queue = new Queue('bench', { connection: { host: hostname, port: Number(port), db: 1 } });
  const before = process.cpuUsage();
  const taken = await repeat(seconds * 500, async (id) => {
    await queue.add('bench', { id }, { jobId: `bench-${id}`, removeOnComplete: true });
    return 1;
  });
  const { user, system } = process.cpuUsage(before);
  await queue.obliterate({ force: true });
  await queue.close();
  return {
    name: `bare BullMQ adds, ${clients} callers`,
    cpuMs: (user + system) / 1000 / taken.links,
    ...taken,
  };
}

async function load(
  name: string,
  { url, pid, linksEach, forMs }: { url: string; pid: number; linksEach: number; forMs: number },
): Promise<Taken> {
  const before = await readTree(pid);
  const taken = await repeat(forMs, async () => {
    const urls = Array.from({ length: linksEach }, nextLink);
    const answer = await fetch(`${url}/v1/submissions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(linksEach === 1 ? { url: urls[0] } : { urls }),
    });
    const text = await answer.text();
    if (answer.status !== 202) {
      throw new Error(`${answer.status}: ${text.slice(0, 300)}`);
    }
    return linksEach;
  });
  const after = await readTree(pid);
  return { name, cpuMs: ((after.cpuSeconds - before.cpuSeconds) * 1000) / taken.links, ...taken };
}

async function repeat(
  forMs: number,
  work: (turn: number) => Promise<number>,
): Promise<{ links: number; perSecond: number; latenciesMs: number[] }> {
  const latenciesMs: number[] = [];
  const beganAt = performance.now();
  let links = 0;
  let turn = 0;
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (performance.now() - beganAt < forMs) {
        const began = performance.now();
        turn += 1;
        const added = await work(turn);
        links += added;
        latenciesMs.push(performance.now() - began);
      }
    }),
  );
  return { links, perSecond: (links * 1000) / (performance.now() - beganAt), latenciesMs };
}

let made = 0n;
function nextLink(): string {
  made += 1n;
  return `https://x.com/someone/status/${1_600_000_000_000_000_000n + made * 1_000_003n}`;
}

await main();
