import { fork } from 'node:child_process';
import { once } from 'node:events';
import { thisMachine } from '../scripts/setup/machine.ts';
import { CannotInstallError, InstalledApart } from '../tests/support/installed-apart.ts';
import { type Measurement, measure } from './measure.ts';
import { markdownTable, times } from './table.ts';

/**
 * `npm run bench:peers`: other archivers on the same posts of the same recorded web as the floor and the service, in one run.
 * They are installed by npm beside the project's packages, with the project's browser; a post that they did not keep whole
 * voids their line. Nothing but npm leaves the machine.
 */
const floorAndServiceAt = [2, 3];

/** Eight at a time is its default. */
const singleFile = {
  name: 'single-file-cli 2.0.83',
  installed: new InstalledApart('peers/single-file', { 'single-file-cli': '2.0.83' }),
  script: 'single-file-cli/single-file-node.js',
  runner: new URL('./peers/single-file.ts', import.meta.url),
  concurrencies: [1, 2, 4, 8],
};

/** Has no runner: npm did not have it where it was to be tried, and a runner that was never run measures nothing. */
const scoop = { name: 'Scoop 0.6', package: '@harvard-lil/scoop@0.6.35' };

interface Line {
  taken: Measurement;
  concurrency: number;
}

type MeasureAt = (concurrency: number, name: string, script: URL, args?: string[]) => Promise<Line>;

async function main(): Promise<void> {
  const refusals = [await whyNoScoop()];
  const web = fork(new URL('./web.ts', import.meta.url));
  const [{ proxyUrl, caFile }] = (await once(web, 'message')) as [{ proxyUrl: string; caFile: string }];
  const env = { EGRESS_PROXY: proxyUrl, EGRESS_CA_FILE: caFile, WAYBACK_URL: 'off', LOG_LEVEL: 'error' };
  try {
    const measureAt: MeasureAt = async (concurrency, name, script, args = []) => ({
      taken: await measure(name, script, args, { ...env, BENCH_CONCURRENCY: `${concurrency}` }),
      concurrency,
    });
    const floors: Line[] = [];
    const services: Line[] = [];
    for (const concurrency of floorAndServiceAt) {
      floors.push(await measureAt(concurrency, 'floor', new URL('./floor.ts', import.meta.url)));
      services.push(await measureAt(concurrency, 'service', new URL('./service.ts', import.meta.url)));
    }
    const peers = await measureSingleFile(measureAt, refusals);
    print({ floors, services, peers });
    console.log(refusals.join('\n'));
  } finally {
    web.disconnect();
    await once(web, 'exit');
  }
}

/** The lines that count; why others do not is added to the refusals. */
async function measureSingleFile(measureAt: MeasureAt, refusals: string[]): Promise<Line[]> {
  const script = await installSingleFile(refusals);
  if (script === null) {
    return [];
  }
  const { name, runner, concurrencies } = singleFile;
  const lines: Line[] = [];
  for (const concurrency of concurrencies) {
    try {
      lines.push(await measureAt(concurrency, name, runner, [script]));
    } catch (error) {
      refusals.push(`${name}, ${concurrency} at a time: not counted. ${messageOf(error)}`);
    }
  }
  return lines;
}

/** The path of its command; null, with the reason among the refusals, where it cannot be had. */
async function installSingleFile(refusals: string[]): Promise<string | null> {
  const { name, installed, script } = singleFile;
  try {
    await installed.install((line) => console.log(`${name}: ${line}`));
    return installed.resolve(script);
  } catch (error) {
    if (!(error instanceof CannotInstallError)) {
      throw error;
    }
    refusals.push(`${name}: not run. ${error.message}`);
    return null;
  }
}

async function whyNoScoop(): Promise<string> {
  const { status, output } = await thisMachine.run(['npm', 'view', scoop.package, 'version'], {
    timeoutMs: 60_000,
  });
  const complaints = output.split('\n').filter((line) => /^npm error \S/.test(line));
  return status === 0
    ? `${scoop.name}: not run. npm has ${scoop.package} here, but bench/peers has no runner for it.`
    : `${scoop.name}: not run. npm gives no ${scoop.package} here: ${complaints.slice(0, 2).join('; ') || output.trim()}`;
}

function print({ floors, services, peers }: { floors: Line[]; services: Line[]; peers: Line[] }): void {
  const floor = fastest(floors);
  const ours = fastest(services);
  const rows = [...floors, ...services, ...peers].map((line) => [
    line.taken.name,
    `${line.concurrency}`,
    perMinute(line).toFixed(0),
    (60 / perMinute(line)).toFixed(2),
    cpu(line).toFixed(2),
    times(perMinute(line) / perMinute(floor)),
    times(cpu(line) / cpu(floor)),
    peers.includes(line) ? times(perMinute(ours) / perMinute(line)) : '',
    peers.includes(line) ? times(cpu(line) / cpu(ours)) : '',
    `${(line.taken.peakBytes / 1e6).toFixed(0)} MB`,
    `${(line.taken.storedBytes / line.taken.posts / 1e3).toFixed(0)} kB`,
  ]);
  const measured = ['posts/min', 's/post', 'CPU s/post'];
  const compared = ['posts/min of the floor', 'CPU of the floor', 'we are faster by', 'its CPU of ours'];
  console.log(markdownTable(['', 'at a time', ...measured, ...compared, 'peak', 'stored'], rows));
  console.log(
    `Floor and service stand for their fastest line (${floor.concurrency} and ${ours.concurrency} at a time).\n` +
      'single-file-cli writes one HTML a post: no screenshot, no archive of the traffic, no originals of the photos. All its\n' +
      'posts share one browser profile in one process without a sandbox; it has had the start of that browser for nothing.',
  );
  if (peers.length > 0) {
    const best = fastest(peers);
    const factor = times(perMinute(ours) / perMinute(best));
    console.log(`${best.taken.name} at its best (${best.concurrency} at a time): we are faster by ${factor}`);
  }
}

function fastest([first, ...others]: Line[]): Line {
  if (first === undefined) {
    throw new Error('Nothing was measured');
  }
  return others.reduce((best, line) => (perMinute(line) > perMinute(best) ? line : best), first);
}

function perMinute({ taken }: Line): number {
  return (taken.posts * 60) / taken.wallSeconds;
}

function cpu({ taken }: Line): number {
  return taken.cpuSeconds / taken.posts;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

await main();
