import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Storage } from '#storage/storage.ts';
import { replayTick } from '#workers/replay-tick.ts';
import { readConfig } from '../src/config.ts';
import { type Context, openContext } from '../src/context.ts';
import { startService } from '../src/serve.ts';
import { workerDependenciesOf } from '../src/worker-dependencies.ts';
import { archivePosts } from './archive-posts.ts';
import { report } from './measure.ts';
import { benchPostIds } from './site.ts';

/**
 * The whole service in one process on the embedded defaults, from submission to committed captures. With `replay`: what
 * it costs afterwards to play their page archives again.
 */
const measuresReplay = process.argv[2] === 'replay';
const adminKey = 'bench-key-bench-key-bench-key';
const directory = await mkdtemp(join(tmpdir(), 'bench-service-'));
/** The replays' cost is counted apart. */
const neverMs = 24 * 3_600_000;

async function main(): Promise<void> {
  const config = readConfig({
    ...process.env,
    DATA_DIR: directory,
    PORT: '0',
    LOG_LEVEL: 'warn',
    ADMIN_KEY: adminKey,
    CAPTURE_CONCURRENCY: process.env.BENCH_CONCURRENCY ?? '2',
  });
  {
    await using context = await openContext(config, { role: 'all' });
    await using service = await startService(context, {
      role: 'all',
      listen: { kind: 'tcp' },
      timing: { replayEveryMs: neverMs },
    });
    const { warmUp, measured } = benchPostIds();
    const archive = (ids: string[]) => archivePosts({ url: service.url ?? '', adminKey }, ids);
    await archive(warmUp);
    if (measuresReplay) {
      await archive(measured);
      await report({ kind: 'begin' });
      await replayAll(context);
      await report({ kind: 'end', posts: measured.length + warmUp.length, storedBytes: 0 });
    } else {
      const bytesBefore = await storedBytes(context.storage);
      await report({ kind: 'begin' });
      await archive(measured);
      const bytes = (await storedBytes(context.storage)) - bytesBefore;
      await report({ kind: 'end', posts: measured.length, storedBytes: bytes });
    }
  }
  await rm(directory, { recursive: true, force: true });
}

async function replayAll(context: Context): Promise<void> {
  if (context.engines === null) {
    throw new Error('Nothing can be played without a browser');
  }
  const dependencies = await workerDependenciesOf(context, context.engines, () => {});
  const turn = replayTick(dependencies);
  while ((await context.catalogue.replays.due(1)).length > 0) {
    await turn(new AbortController().signal);
  }
}

async function storedBytes(storage: Storage): Promise<number> {
  let sum = 0;
  for await (const { bytes } of storage.listObjects()) {
    sum += bytes;
  }
  return sum;
}

await main();
