import { fork } from 'node:child_process';
import { once } from 'node:events';
import { type Measurement, measure } from './measure.ts';

/**
 * `npm run bench`: the same 40 posts of the same recorded web by bare Playwright and by the service, without and with the
 * page archive, in one run, and their ratios. Machines differ and drift: only the ratios are worth quoting.
 */
const rounds = Number(process.argv[2] ?? 2);

/** Of a peer that writes a WACZ, a screenshot and a provenance summary too, two at a time: against the same floor, by its own run. */
const scoop = { name: 'Scoop 0.6, reduced to the same outputs', wall: 1.3 / 0.33, cpu: 1.7 / 0.42 };

async function main(): Promise<void> {
  const web = fork(new URL('./web.ts', import.meta.url));
  const [{ proxyUrl, caFile }] = (await once(web, 'message')) as [{ proxyUrl: string; caFile: string }];
  const env = { EGRESS_PROXY: proxyUrl, EGRESS_CA_FILE: caFile, WAYBACK_URL: 'off' };
  const service = new URL('./service.ts', import.meta.url);
  try {
    for (let round = 0; round < rounds; round += 1) {
      const floor = await measure('floor', new URL('./floor.ts', import.meta.url), [], env);
      const without = await measure('without page archive', service, [], { ...env, PAGE_ARCHIVE: 'false' });
      const withArchive = await measure('with page archive', service, [], env);
      const replay = await measure('replay of the archives', service, ['replay'], env);
      for (const measurement of [floor, without, withArchive, replay]) {
        console.log(describe(measurement));
      }
      console.log(compare('without / floor', without, floor));
      console.log(compare('with / floor', withArchive, floor));
      console.log(compare('with / without', withArchive, without));
      console.log(
        `  ${scoop.name} / its floor: wall ${times(scoop.wall)}, CPU ${times(scoop.cpu)} (measured elsewhere, see docs/decisions/0035)`,
      );
    }
  } finally {
    web.disconnect();
    await once(web, 'exit');
  }
}

function describe({ name, posts, wallSeconds, cpuSeconds, peakBytes, storedBytes }: Measurement): string {
  const per = (value: number): string => (value / posts).toFixed(3);
  return (
    `${name.padEnd(22)} ${posts} posts: ${per(wallSeconds)} s/post, ${per(cpuSeconds)} CPU s/post, ` +
    `peak ${(peakBytes / 1e6).toFixed(0)} MB, ${(storedBytes / posts / 1e3).toFixed(0)} kB/post`
  );
}

function compare(name: string, value: Measurement, base: Measurement): string {
  return (
    `  ${name}: wall ${times(value.wallSeconds / base.wallSeconds)}, CPU ${times(value.cpuSeconds / base.cpuSeconds)}, ` +
    `peak memory ${times(value.peakBytes / base.peakBytes)}, bytes ${times(value.storedBytes / base.storedBytes)}`
  );
}

function times(ratio: number): string {
  return `${ratio.toFixed(2)}×`;
}

await main();
