import { setTimeout as pause } from 'node:timers/promises';
import { conclude } from '../conclude.ts';
import type { Fault, FaultResult } from '../fault.ts';
import { openEmbedded, openServers } from '../world.ts';
import { preload } from './commands.ts';

const threeDaysMs = 3 * 24 * 3_600_000;
const postsARound = 2;
const longestMs = 3000;

/** The clock of the one process goes three days ahead in mid-run, and back; the embedded database goes by the same one. */
async function runStepping(rounds: number, log: (line: string) => void): Promise<FaultResult> {
  await using resources = new AsyncDisposableStack();
  const world = await openEmbedded(resources, { environment: { AUDIT_MB_PER_S: '0' } });
  const commands = preload(world.ground, 'clock');
  const service = await world.startReady('serve');
  for (let round = 0; round < rounds; round += 1) {
    for (const offsetMs of [threeDaysMs, 0]) {
      await world.client.submit(world.posts(postsARound));
      await pause(Math.random() * longestMs);
      await commands.tell('shift', offsetMs);
      log(`${offsetMs === 0 ? 'back' : 'three days ahead'}; the service ${service.ending ?? 'runs'}`);
    }
  }
  return await conclude(world, { struck: rounds * 2, endedAtMs: performance.now() });
}

/** Of two workers one believes it is three days later, the other three days earlier; the database knows the time. */
async function runApart(rounds: number, log: (line: string) => void): Promise<FaultResult> {
  await using resources = new AsyncDisposableStack();
  const world = await openServers(resources, {
    environment: { CAPTURE_CONCURRENCY: '1', AUDIT_MB_PER_S: '0' },
  });
  const { environment } = world.ground;
  await world.startReady('api');
  preload(world.ground, 'clock');
  delete environment.FAULT_SOCKET;
  let struck = 0;
  for (const offsetMs of [threeDaysMs, -threeDaysMs]) {
    environment.FAULT_CLOCK_MS = String(offsetMs);
    await world.startReady('worker');
    struck += 1;
  }
  for (let round = 0; round < rounds; round += 1) {
    await world.client.submit(world.posts(postsARound));
    log(`round ${round + 1}: ${postsARound} posts`);
  }
  return await conclude(world, { struck, endedAtMs: performance.now() });
}

export const clockSteps: Fault = {
  name: 'the clock goes three days ahead, and back',
  rounds: { short: 2, full: 10 },
  run: runStepping,
  recoversWithin: { seconds: 60, because: 'what waits is due at once' },
  defence: { what: '', file: '', code: '', instead: '' },
};

export const clocksApart: Fault = {
  name: 'the clocks of two workers are six days apart',
  rounds: { short: 3, full: 20 },
  run: runApart,
  recoversWithin: { seconds: 60, because: 'what waits is due at once' },
  defence: { what: '', file: '', code: '', instead: '' },
};
