import { setTimeout as pause } from 'node:timers/promises';
import { conclude } from './conclude.ts';
import type { Fault, FaultResult } from './fault.ts';
import { openEmbedded, openServers, type World } from './world.ts';

/** Between a start and its kill, at most: from before anything is claimed to the second capture. */
const longestLifeMs = 8000;
const capturesAKill = 0.3;
const capturesAtLeast = 3;

export const killService: Fault = {
  name: 'kill -9 of the whole service at random, embedded',
  rounds: { short: 3, full: 60 },
  async run(rounds, log) {
    await using resources = new AsyncDisposableStack();
    const world = await openEmbedded(resources);
    return await killOverAndOver(world, { role: 'serve', rounds, log });
  },
  recoversWithin: {
    seconds: 60,
    because: 'whoever takes DATA_DIR voids all leases; then the captures themselves',
  },
  defence: {
    what: 'what a dead process left is taken away at the start',
    file: 'src/context.ts',
    code: 'await rm(temporaryDirectory(config), { recursive: true, force: true });',
    instead: '',
    and: [
      {
        file: 'src/capture/run-folder.ts',
        code: 'if (name.startsWith(prefix)) {',
        instead: 'if (name === prefix) {',
      },
      {
        file: 'src/capture/run-folder.ts',
        code: 'if (found !== null && found.mtimeMs <= Date.now() - olderThanMs) {',
        instead: 'if (found === undefined) {',
      },
    ],
  },
};

export const killWorker: Fault = {
  name: 'kill -9 of a worker at random',
  rounds: { short: 3, full: 200 },
  async run(rounds, log) {
    await using resources = new AsyncDisposableStack();
    const world = await openServers(resources);
    await world.startReady('api');
    return await killOverAndOver(world, { role: 'worker', rounds, log });
  },
  recoversWithin: {
    seconds: 90,
    because:
      'a lease of 6 s (a fifth of the operator’s 30 s), taken over within twice that, then the captures themselves',
  },
  defence: {
    what: 'a lease that ran out is free to be taken',
    file: 'src/catalogue/work.ts',
    code: 'const isFree = sql`(lease_until IS NULL OR lease_until <= clock_timestamp())`;',
    instead: 'const isFree = sql`(lease_until IS NULL)`;',
  },
};

async function killOverAndOver(
  world: World,
  { role, rounds, log }: { role: 'serve' | 'worker'; rounds: number; log: (line: string) => void },
): Promise<FaultResult> {
  let service = await world.startReady(role);
  const submitting = world.client.submit(
    world.posts(Math.max(capturesAtLeast, Math.round(rounds * capturesAKill))),
  );
  for (let kill = 1; kill <= rounds; kill += 1) {
    await pause(500 + Math.random() * longestLifeMs);
    await service.kill9();
    log(`kill ${kill} of ${rounds}`);
    // By turns in the midst of its start and in the midst of its work.
    service = kill % 2 === 0 ? world.start(role) : await world.startReady(role);
  }
  const endedAtMs = performance.now();
  await submitting;
  return await conclude(world, { struck: rounds, endedAtMs });
}
