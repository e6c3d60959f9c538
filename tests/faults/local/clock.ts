import { setTimeout as pause } from 'node:timers/promises';
import { chance } from '../chance.ts';
import { conclude } from '../conclude.ts';
import type { Fault, FaultResult } from '../fault.ts';
import { waitUntil } from '../service-process.ts';
import { openEmbedded, openServers } from '../world.ts';
import { groupsOf, isOpen } from './browsers.ts';
import { preload } from './commands.ts';

const threeDaysMs = 3 * 24 * 3_600_000;
const postsARound = 2;
const longestMs = 3000;
const openWithinMs = 60_000;

/**
 * The clock of the one process goes three days ahead, an attempt fails there, and the clock goes back; the embedded database goes by
 * the same one. What was put off until then has not to wait for it.
 */
async function runStepping(rounds: number, log: (line: string) => void): Promise<FaultResult> {
  await using resources = new AsyncDisposableStack();
  const world = await openEmbedded(resources, {
    environment: { CAPTURE_CONCURRENCY: '1', AUDIT_MB_PER_S: '0' },
  });
  const commands = preload(world.ground, 'clock');
  const service = await world.startReady('serve');
  const interruptions = () => service.lines.filter((line) => line.includes('"next":"again"')).length;
  for (let round = 0; round < rounds; round += 1) {
    const [url = '', ...others] = world.posts(postsARound);
    await commands.tell('shift', threeDaysMs);
    await world.client.submit([url]);
    await waitUntil('the page of the post is open', openWithinMs, async () => isOpen(world, url));
    for (const groupId of await groupsOf(world)) {
      process.kill(-groupId, 'SIGKILL');
    }
    await waitUntil('the attempt failed', openWithinMs, async () => interruptions() > round);
    await commands.tell('shift', 0);
    log(`ahead, and back after ${interruptions()} failed attempts`);
    await world.client.submit(others);
  }
  return await conclude(world, { struck: interruptions(), endedAtMs: performance.now() });
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
  environment.FAULT_CLOCK_MS = String(-threeDaysMs);
  await world.startReady('worker');
  environment.FAULT_CLOCK_MS = String(threeDaysMs);
  let ahead = await world.startReady('worker');
  let endedAtMs = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    await world.client.submit(world.posts(postsARound));
    await pause(chance() * longestMs);
    // Its leases end by the database's clock, not by its own.
    await ahead.kill9();
    endedAtMs = performance.now();
    ahead = await world.startReady('worker');
    log(`round ${round + 1}: the one ahead was killed and started again`);
  }
  return await conclude(world, { struck: rounds, endedAtMs });
}

export const clockSteps: Fault = {
  name: 'the clock goes three days ahead, and back',
  rounds: { short: 2, full: 10 },
  run: runStepping,
  recoversWithin: { seconds: 60, because: 'what waits is due at once' },
  defence: {
    what: 'no wait is longer than a day: what is put off further was put off by a clock that was wrong',
    file: 'src/catalogue/work.ts',
    code: 'return sql`(${time} <= clock_timestamp() OR ${time} > ${fromNow(2 * longestWaitMs)})`;',
    instead: 'return sql`${time} <= clock_timestamp()`;',
  },
};

export const clocksApart: Fault = {
  name: 'the clocks of two workers are six days apart',
  rounds: { short: 3, full: 20, bite: 6 },
  run: runApart,
  recoversWithin: { seconds: 60, because: 'what waits is due at once' },
  defence: {
    what: 'leases and waits go by the database’s clock',
    file: 'src/catalogue/sql.ts',
    code: 'return sql<Date>`clock_timestamp() + ${milliseconds}::double precision',
    instead: 'return sql<Date>`${new Date()}::timestamptz + ${milliseconds}::double precision',
    and: [
      {
        file: 'src/catalogue/work.ts',
        code: 'return sql`(${time} <= clock_timestamp() OR ${time} > ${fromNow(2 * longestWaitMs)})`;',
        instead: 'return sql`${time} <= clock_timestamp()`;',
      },
    ],
  },
};
