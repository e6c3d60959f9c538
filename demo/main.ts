import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRecordedWeb } from '../tests/support/recorded-web/recorded-web.ts';
import { Progress } from './progress.ts';
import { startService } from './service.ts';
import { createDemoWeb } from './sites/index.ts';
import { tellStory } from './story.ts';

/** `npm run demo`: the main job from end to end with no internet. `-- --exit` ends after the last step. */
const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => stop.abort(new Error(`ended by ${signal}`)));
}
const progress = new Progress();
try {
  await runDemo();
} catch (error) {
  if (!stop.signal.aborted) {
    console.error(`\nThe demo did not hold: ${error instanceof Error ? error.message : error}`);
  }
  process.exitCode = 1;
}

async function runDemo(): Promise<void> {
  await using resources = new AsyncDisposableStack();
  progress.line('embed-archiver: an embed that outlives its post');

  const dataDir = await mkdtemp(join(tmpdir(), 'embed-archiver-demo-'));
  resources.defer(() => rm(dataDir, { recursive: true, force: true }));
  const web = await createDemoWeb();
  const recorded = resources.use(await startRecordedWeb({ sites: web.sites }));
  progress.line('  ✓ a small web of our own stands in for the internet: X, a newspaper, a museum');

  const service = await progress.step('starting the service', async (update) => {
    const environment = { EGRESS_PROXY: recorded.proxyUrl, EGRESS_CA_FILE: recorded.caFile };
    const adminKey = randomBytes(24).toString('hex');
    const started = resources.use(await startService({ dataDir, adminKey, environment }, stop.signal));
    update(`the service runs at ${started.baseUrl}, everything in ${dataDir}`);
    return started;
  });

  const cardUrl = await tellStory({ service, web, progress }, stop.signal);
  progress.line(`\n  The card: ${cardUrl}`);
  if (!process.argv.includes('--exit')) {
    progress.line(
      `  The archive: ${service.baseUrl} (admin key ${service.adminKey}). Ctrl-C ends it and removes everything.`,
    );
    await once(stop.signal, 'abort');
  }
}
