import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '#config.ts';
import { createLogger } from '#logger.ts';
import { openContext } from '../src/context.ts';
import { startService } from '../src/serve.ts';
import { fillEmbedded } from './workspace-archive.ts';

/**
 * `node bench/workspace.ts [posts] [folder]`: how long the service takes over each page of the workspace in a large archive,
 * by the clock and by its own CPU time, which is what the clock would say on a machine with nothing else to do. A folder
 * that is named is kept, and used again.
 */
const posts = Number(process.argv[2] ?? 100_000);
const rounds = 15;
const key = 'key-of-the-bench-0123456789';
/** The first page of an archive of 100,000 posts should be there within so long. */
const budgetMs = 100;

const paths = [
  '/',
  '/posts',
  '/posts?view=gallery',
  '/posts?q=bridge',
  '/posts?q=%22bridge+mosque%22+harbour',
  '/posts?q=nothing+like+this',
  '/posts?platform=telegram&state=deleted',
  '/posts?tag=tag7',
  '/posts?author=author5',
  '/posts?collection=collection+3&from=2026-03-01&to=2026-03-31',
  '/submissions',
  '/admin/health',
  '/admin/storage',
  '/admin/watches',
  '/admin/webhooks',
];

async function main(): Promise<void> {
  const [, , , kept] = process.argv;
  if (kept !== undefined) {
    return measureIn(kept);
  }
  const directory = await mkdtemp(join(tmpdir(), 'bench-workspace-'));
  try {
    await measureIn(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function measureIn(directory: string): Promise<void> {
  const database = join(directory, 'pg');
  if (!existsSync(database)) {
    const began = performance.now();
    await fillEmbedded({ database, storage: join(directory, 'storage') }, posts);
    console.log(`${posts} posts written in ${((performance.now() - began) / 1000).toFixed(0)} s`);
  }
  await measurePages(directory);
}

async function measurePages(directory: string): Promise<void> {
  const config = readConfig({ DATA_DIR: directory, PORT: '0', ADMIN_KEY: key });
  const logger = createLogger({ level: 'warn', pretty: false });
  await using context = await openContext(config, { role: 'api', logger });
  await using service = await startService(context, { role: 'api', listen: { kind: 'tcp' } });
  const cookie = await signIn(`${service.url}`);
  for (const path of paths) {
    const clock: number[] = [];
    const cpu: number[] = [];
    let bytes = 0;
    for (let round = 0; round < rounds; round += 1) {
      const began = performance.now();
      const before = process.cpuUsage();
      const answer = await fetch(`${service.url}${path}`, { headers: { cookie } });
      bytes = (await answer.text()).length;
      clock.push(performance.now() - began);
      const { user, system } = process.cpuUsage(before);
      cpu.push((user + system) / 1000);
      if (answer.status !== 200) {
        throw new Error(`${path} answered ${answer.status}`);
      }
    }
    console.log(describe(path, { clock, cpu }, bytes));
  }
}

async function signIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { origin: url },
    body: new URLSearchParams({ key }),
  });
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
}

/** The first time is that of a process that has just started. */
function describe(path: string, { clock, cpu }: { clock: number[]; cpu: number[] }, bytes: number): string {
  const ms = (value: number | undefined) => `${(value ?? 0).toFixed(0).padStart(4)} ms`;
  const verdict = median(cpu) <= budgetMs ? '' : `  over ${budgetMs} ms`;
  return (
    `${path.padEnd(62)} first ${ms(clock[0])}  median ${ms(median(clock))}  CPU first ${ms(cpu[0])}  ` +
    `median ${ms(median(cpu))}  ${(bytes / 1000).toFixed(0).padStart(3)} kB${verdict}`
  );
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

await main();
