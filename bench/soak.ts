import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../src/config.ts';
import { openContext } from '../src/context.ts';
import { startService } from '../src/serve.ts';
import { startRecordedWeb } from '../tests/support/recorded-web/recorded-web.ts';
import { archivePosts } from './archive-posts.ts';
import { readTree } from './process-tree.ts';
import { benchPostIds, benchSites } from './site.ts';
import { markdownTable, percentile, times } from './table.ts';

/**
 * `npm run bench:soak [captures]`: the memory of the service over many captures, the process alone and with its browsers, a
 * line each hundred. Flat means: the median of the last quarter is at most 1.1 × that of the second.
 */
const captures = Number(process.argv[2] ?? 2_000);
const each = 100;
const sampleEveryMs = 500;
const adminKey = 'bench-key-bench-key-bench-key';

interface Sample {
  capture: number;
  ownBytes: number;
  treeBytes: number;
}

async function main(): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-soak-'));
  try {
    await using web = await startRecordedWeb({ sites: await benchSites({ isLight: true }) });
    const samples = await soak(directory, { EGRESS_PROXY: web.proxyUrl, EGRESS_CA_FILE: web.caFile });
    console.log(
      markdownTable(
        ['memory, median', 'second quarter', 'last quarter', 'ratio'],
        [
          rowOf('the process', samples, ({ ownBytes }) => ownBytes),
          rowOf('with its browsers', samples, ({ treeBytes }) => treeBytes),
        ],
      ),
    );
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function soak(directory: string, env: Record<string, string>): Promise<Sample[]> {
  const config = readConfig({
    ...env,
    ...{ DATA_DIR: directory, PORT: '0', LOG_LEVEL: 'error', ADMIN_KEY: adminKey, WAYBACK_URL: 'off' },
  });
  await using context = await openContext(config, { role: 'all' });
  await using service = await startService(context, { role: 'all', listen: { kind: 'tcp' } });
  const { measured } = benchPostIds(captures, 0);
  const samples: Sample[] = [];
  for (let done = 0; done < captures; done += each) {
    const stop = new AbortController();
    const sampling = sampleUntil(stop.signal, () => done, samples);
    const beganAt = performance.now();
    await archivePosts({ url: service.url ?? '', adminKey }, measured.slice(done, done + each));
    const seconds = (performance.now() - beganAt) / 1000;
    stop.abort();
    await sampling;
    const last = samples.at(-1);
    console.log(
      `${done + each} captures: ${(each / (seconds / 60)).toFixed(0)} a minute, the process ${mb(last?.ownBytes)}, ` +
        `with its browsers ${mb(last?.treeBytes)}, heap ${mb(process.memoryUsage().heapUsed)}`,
    );
  }
  return samples;
}

async function sampleUntil(signal: AbortSignal, capture: () => number, samples: Sample[]): Promise<void> {
  while (!signal.aborted) {
    const { ownBytes, residentBytes } = await readTree(process.pid);
    samples.push({ capture: capture(), ownBytes, treeBytes: residentBytes });
    await new Promise((resolve) => setTimeout(resolve, sampleEveryMs));
  }
}

function rowOf(name: string, samples: readonly Sample[], of: (sample: Sample) => number): string[] {
  const medianOf = (from: number, until: number) =>
    percentile(
      samples.filter(({ capture }) => capture >= from * captures && capture < until * captures).map(of),
      0.5,
    );
  const [second, last] = [medianOf(0.25, 0.5), medianOf(0.75, 1)];
  return [name, mb(second), mb(last), times(last / second)];
}

function mb(bytes = 0): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

await main();
