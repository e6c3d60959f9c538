import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type Measurement, measure } from './measure.ts';

/**
 * `npm run bench`: the same 40 posts of the same recorded web by bare Playwright and by the service, in one run, and
 * their ratio. Machines differ and drift: only the ratio is worth quoting.
 */
const rounds = Number(process.argv[2] ?? 2);

async function main(): Promise<void> {
  const web = fork(new URL('./web.ts', import.meta.url));
  const [{ proxyUrl, caFile }] = (await once(web, 'message')) as [{ proxyUrl: string; caFile: string }];
  const env = { EGRESS_PROXY: proxyUrl, EGRESS_CA_FILE: caFile };
  const rows: { floor: Measurement; service: Measurement }[] = [];
  try {
    for (let round = 0; round < rounds; round += 1) {
      const floor = await measure('floor', new URL('./floor.ts', import.meta.url), [], env);
      const service = await measure('service', new URL('./service.ts', import.meta.url), [], env);
      rows.push({ floor, service });
    }
  } finally {
    web.disconnect();
    await once(web, 'exit');
  }
  for (const { floor, service } of rows) {
    console.log(describe(floor));
    console.log(describe(service));
    console.log(
      `  service / floor: wall ${ratio(service.wallSeconds, floor.wallSeconds)}, ` +
        `CPU ${ratio(service.cpuSeconds, floor.cpuSeconds)}, peak memory ${ratio(service.peakBytes, floor.peakBytes)}, ` +
        `bytes ${ratio(service.storedBytes, floor.storedBytes)}`,
    );
  }
}

function describe({ name, posts, wallSeconds, cpuSeconds, peakBytes, storedBytes }: Measurement): string {
  const per = (value: number): string => (value / posts).toFixed(3);
  return (
    `${name.padEnd(8)} ${posts} posts: ${per(wallSeconds)} s/post, ${per(cpuSeconds)} CPU s/post, ` +
    `peak ${(peakBytes / 1e6).toFixed(0)} MB, ${(storedBytes / posts / 1e3).toFixed(0)} kB/post`
  );
}

function ratio(value: number, base: number): string {
  return `${(value / base).toFixed(2)}×`;
}

await main();
