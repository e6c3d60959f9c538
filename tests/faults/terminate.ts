import { setTimeout as pause } from 'node:timers/promises';
import { chance } from './chance.ts';
import { conclude } from './conclude.ts';
import type { Fault } from './fault.ts';
import { openServers } from './world.ts';

/** What running captures may take (25 s), to come back once aborted (10 s), and to close what is open. */
const endsWithinMs = 45_000;
const capturesARound = 6;

export const terminated: Fault = {
  name: 'SIGTERM of API and worker under load',
  rounds: { short: 2, full: 20 },
  async run(rounds, log) {
    await using resources = new AsyncDisposableStack();
    const world = await openServers(resources);
    const problems: string[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      const api = await world.startReady('api');
      const worker = await world.startReady('worker');
      await world.client.submit(world.posts(capturesARound));
      // In the midst of it: some captures run, some wait, and clients go on asking.
      const asking = Promise.all(
        world.posts(3).map((url, index) => world.client.submitOnce([url], `late-${round}-${index}`)),
      );
      await pause(chance() * 3000);
      const beganAtMs = performance.now();
      const codes = await Promise.all([api.stop(), worker.stop()]);
      const tookMs = performance.now() - beganAtMs;
      await asking;
      if (tookMs > endsWithinMs) {
        problems.push(
          `it took ${Math.round(tookMs / 1000)} s to end instead of ${endsWithinMs / 1000} at most`,
        );
      }
      problems.push(
        ...[api, worker].flatMap(({ ending }, index) =>
          codes[index] === 0 ? [] : [`told to end, a process ended with ${ending} instead of exit code 0`],
        ),
      );
      log(`${round} of ${rounds}: ended within ${Math.ceil(tookMs / 1000)} s`);
    }
    await world.startReady('api');
    await world.startReady('worker');
    return await conclude(world, { struck: rounds, endedAtMs: performance.now(), problems });
  },
  recoversWithin: {
    seconds: 90,
    because: 'what was handed back is due at once; then the captures themselves',
  },
  defence: {
    what: 'SIGTERM drains, rather than ends',
    file: 'src/serve.ts',
    code: '    process.once(signal, () => {',
    instead: "    process.once('SIGUSR2', () => {",
  },
};
