import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findChromium } from '../../../src/capture/browser/find-chromium.ts';
import { Client } from '../client.ts';
import { conclude } from '../conclude.ts';
import type { Fault, FaultResult } from '../fault.ts';
import type { ServiceProcess } from '../service-process.ts';
import { type Ground, openEmbedded } from '../world.ts';
import { preload } from './commands.ts';
import { HostileInternet } from './hostile-internet.ts';

/** A page may use so much of it in this fault, so that one that takes all has it soon. */
const heapMegabytes = 96;
/** The process beside the browsers: what a bomb unpacks to would not fit. */
const mostRssBytes = 900_000_000;
const calmPosts = 4;

/**
 * Captured sites do what they can: they drip, reset, never answer or end, lead round in circles and inside, send bombs, and
 * take what a page can take. Each such capture ends, whatever with; those of a calm site are complete; nobody gets inside.
 */
async function run(rounds: number, log: (line: string) => void): Promise<FaultResult> {
  await using resources = new AsyncDisposableStack();
  const internet = resources.use(await HostileInternet.open());
  const world = await openEmbedded(resources, {
    environment: {
      ...{ EGRESS_PROXY: '', EGRESS_CA_FILE: '', CAPTURE_TIMEOUT_S: '10', CAPTURE_MAX_MB: '20' },
      ...{ PATIENCE_H: '0', AUDIT_MB_PER_S: '0', CAPTURE_CONCURRENCY: '6' },
      FAULT_INTERNET: JSON.stringify({ names: internet.names, ports: internet.ports }),
    },
  });
  const { ground, client } = world;
  ground.environment.CHROMIUM_PATH = await browserOfLittleMemory(ground);
  const commands = preload(ground, 'small-internet');
  const service = await world.startReady('serve');
  // Beside the client that `conclude` asks: what comes of these may be anything.
  const { PORT, ADMIN_KEY = '' } = ground.environment;
  const visitor = new Client({ url: `http://127.0.0.1:${PORT}`, key: ADMIN_KEY, patienceMs: 240_000 });
  const hosts = Object.keys(internet.names).filter((host) => host !== 'calm.example');
  let mostRss = 0;
  for (let round = 0; round < rounds; round += 1) {
    await visitor.submit(hosts.map((host) => `http://${host}/?${round}`));
    await client.submit(
      Array.from({ length: calmPosts }, (_, index) => `http://calm.example/${round}/${index}`),
    );
    const watching = watchRss(service);
    await visitor.untilDone();
    mostRss = Math.max(mostRss, await watching.stop());
  }
  const endedAtMs = performance.now();
  const outcomes = Map.groupBy(visitor.outcomes.values(), (outcome) => outcome);
  log([...outcomes].map(([outcome, all]) => `${all.length} ${outcome}`).join(', '));
  log(`memory of the service: ${Math.round(mostRss / 1e6)} MB at most`);
  const strayed = await commands.tell<string[]>('strayed');
  const struck = [...internet.hits].filter(([host]) => host !== 'calm.example').length;
  const problems = [
    ...visitor.problems,
    ...visitor.torn,
    ...(internet.hits.has('inside') ? [`the inside was asked ${internet.hits.get('inside')} times`] : []),
    ...strayed.map((address) => `${address} was dialled`),
    ...(mostRss > mostRssBytes ? [`the service took ${Math.round(mostRss / 1e6)} MB`] : []),
  ];
  return await conclude(world, { struck, endedAtMs, problems });
}

/** The browser that the service would find, with a small heap for pages; under a name by which it is known for a shell. */
async function browserOfLittleMemory({ directory }: Ground): Promise<string> {
  const found = findChromium(null);
  if (found === null) {
    throw new Error('there is no Chromium');
  }
  const folder = join(directory, 'b');
  await mkdir(folder);
  await chmod(folder, 0o755);
  const path = join(folder, found.kind === 'headless-shell' ? 'chromium-headless-shell' : 'chromium');
  const flags = `--js-flags=--max-old-space-size=${heapMegabytes}`;
  await writeFile(path, `#!/bin/sh\nexec '${found.path}' "$@" '${flags}'\n`, { mode: 0o755 });
  return path;
}

function watchRss(service: ServiceProcess): { stop(): Promise<number> } {
  let most = 0;
  const look = async () => {
    const status = await readFile(`/proc/${service.pid}/status`, 'utf8').catch(() => '');
    most = Math.max(most, Number(/^VmRSS:\s*(\d+)/m.exec(status)?.[1] ?? 0) * 1024);
  };
  const timer = setInterval(() => void look(), 250);
  return {
    async stop() {
      clearInterval(timer);
      await look();
      return most;
    },
  };
}

export const hostileSites: Fault = {
  name: 'captured sites drip, reset, send bombs, loop, and lead inside',
  rounds: { short: 1, full: 5 },
  run,
  recoversWithin: { seconds: 30, because: 'calm pages wait for no hostile one but the browser’s turn' },
  defence: {
    what: 'every address is checked as it is dialled',
    file: 'src/egress/policy.ts',
    code: 'return isWithin(address, allowCidrs) || (isPublicAddress(address) && !isOwnAddress(address));',
    instead: 'return address !== "";',
  },
};
