import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type Measurement, measure } from './measure.ts';
import { markdownTable, times } from './table.ts';

/**
 * `npm run bench:captures [concurrency…]`: the same posts of the same recorded web by bare Playwright (bench/floor.ts) and by
 * the service, in one run, and their ratios. Machines differ and drift: only the ratios are worth quoting.
 */
const concurrencies = process.argv.slice(2).map(Number);

/**
 * Peers that write a WACZ and a screenshot too, at their best concurrency and reduced to the same outputs, against the same
 * kind of floor in their own runs: posts a minute and CPU seconds a post, as multiples of that floor's.
 */
const peers = [
  { name: 'Scoop 0.6, 4 at a time', perMinute: 66 / 234, cpu: 1.6 / 0.45 },
  { name: 'Browsertrix crawler 1.14, one crawl of 4 workers', perMinute: 62 / 234, cpu: 0.48 / 0.45 },
  { name: 'single-file-cli, 4 at a time', perMinute: 30 / 234, cpu: 1.1 / 0.45 },
];

async function main(): Promise<void> {
  const web = fork(new URL('./web.ts', import.meta.url));
  const [{ proxyUrl, caFile }] = (await once(web, 'message')) as [{ proxyUrl: string; caFile: string }];
  const env = { EGRESS_PROXY: proxyUrl, EGRESS_CA_FILE: caFile, WAYBACK_URL: 'off', LOG_LEVEL: 'error' };
  try {
    const fastest: { floor: number; service: number } = { floor: 0, service: 0 };
    for (const concurrency of concurrencies.length > 0 ? concurrencies : [1, 2, 3]) {
      const taken = await measureAll({ ...env, BENCH_CONCURRENCY: `${concurrency}` });
      print(concurrency, taken);
      fastest.floor = Math.max(fastest.floor, perMinute(taken.floor));
      fastest.service = Math.max(fastest.service, perMinute(taken.service));
    }
    printPeers(fastest.service / fastest.floor);
  } finally {
    web.disconnect();
    await once(web, 'exit');
  }
}

interface Taken {
  floor: Measurement;
  /** The floor with every response paused, as the service records. */
  paused: Measurement;
  without: Measurement;
  service: Measurement;
  replay: Measurement;
}

async function measureAll(env: Record<string, string>): Promise<Taken> {
  const floor = new URL('./floor.ts', import.meta.url);
  const service = new URL('./service.ts', import.meta.url);
  return {
    floor: await measure('floor: Playwright, WARC by CDP', floor, [], env),
    paused: await measure('floor, recording by pausing', floor, [], { ...env, BENCH_RECORDING: 'fetch' }),
    without: await measure('service, no page archive', service, [], { ...env, PAGE_ARCHIVE: 'false' }),
    service: await measure('service', service, [], env),
    replay: await measure('replay check, apart', service, ['replay'], env),
  };
}

function print(concurrency: number, taken: Taken): void {
  const { floor } = taken;
  const rows = Object.values(taken).map((one: Measurement) => [
    one.name,
    perMinute(one).toFixed(0),
    (one.wallSeconds / one.posts).toFixed(2),
    (one.cpuSeconds / one.posts).toFixed(2),
    (one.ownCpuSeconds / one.posts).toFixed(2),
    times(one.wallSeconds / one.posts / (floor.wallSeconds / floor.posts)),
    times(one.cpuSeconds / one.posts / (floor.cpuSeconds / floor.posts)),
    `${(one.peakBytes / 1e6).toFixed(0)} MB`,
    `${(one.storedBytes / one.posts / 1e3).toFixed(0)} kB`,
  ]);
  const head = ['', 'posts/min', 's/post', 'CPU s/post', 'of it Node', 'wall', 'CPU', 'peak', 'stored'];
  head[0] = `${concurrency} at a time`;
  console.log(markdownTable(head, rows));
}

function printPeers(ours: number): void {
  const rows = peers.map((peer) => [
    peer.name,
    times(peer.perMinute),
    times(peer.cpu),
    times(ours / peer.perMinute),
  ]);
  console.log(
    markdownTable(
      [
        'peer (measured apart, against its own floor)',
        'posts/min of the floor',
        'CPU of the floor',
        'we are faster by',
      ],
      rows,
    ),
  );
}

function perMinute({ posts, wallSeconds }: Measurement): number {
  return (posts * 60) / wallSeconds;
}

await main();
