import { setTimeout as pause } from 'node:timers/promises';
import { chance } from './chance.ts';
import { mostOpen } from './client.ts';
import { conclude } from './conclude.ts';
import type { Fault, FaultResult } from './fault.ts';
import { waitUntil } from './service-process.ts';
import { openEmbedded, openServers, type World } from './world.ts';

const postsAKill = 2;
/** From the start of a process that has nothing to do yet, or from a submission to one that has, to the kill. */
const longestMs = { starting: 4000, working: 3000 };

export const killService: Fault = {
  name: 'kill -9 of the whole service at random, embedded',
  rounds: { short: 3, full: 60, bite: 6 },
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
    ],
  },
};

export const killWorker: Fault = {
  name: 'kill -9 of a worker at random',
  rounds: { short: 3, full: 200, bite: 6 },
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
    code: "const isFree = sql`(lease_until IS NULL OR ${isOver('lease_until')})`;",
    instead: 'const isFree = sql`(lease_until IS NULL)`;',
  },
};

async function killOverAndOver(
  world: World,
  { role, rounds, log }: { role: 'serve' | 'worker'; rounds: number; log: (line: string) => void },
): Promise<FaultResult> {
  const submitting: Promise<unknown>[] = [];
  for (let kill = 1; kill <= rounds; kill += 1) {
    // Every third in the midst of its start, the others in the midst of work.
    const isWorking = kill % 3 !== 0;
    const service = isWorking ? await world.startReady(role) : world.start(role);
    const open = isWorking ? await world.client.countOpen() : 0;
    if (isWorking && open < mostOpen) {
      submitting.push(world.client.submit(world.posts(postsAKill)));
    } else if (isWorking) {
      // A capture that twenty processes died of is given up, and a slow machine would never get to the end of one.
      await waitUntil('a capture ends', 120_000, async () => (await world.client.countOpen()) < open);
    }
    await pause(chance() * longestMs[isWorking ? 'working' : 'starting']);
    await service.kill9();
    log(`kill ${kill} of ${rounds}`);
  }
  await world.startReady(role);
  const endedAtMs = performance.now();
  await Promise.all(submitting);
  return await conclude(world, { struck: rounds, endedAtMs });
}
