import { conclude } from '../conclude.ts';
import type { Fault, FaultResult } from '../fault.ts';
import { waitUntil } from '../service-process.ts';
import { openEmbedded } from '../world.ts';
import { preload } from './commands.ts';

type Call = 'fsync' | 'link';
interface Counted extends Record<Call, number> {
  struck: number;
  armed: boolean;
}

const strikesWithinMs = 90_000;

/**
 * The nth fsync or link of a submission and its capture fails, for one n after another. A failed fsync takes the file's
 * contents with it. What fails was not acknowledged, or is done again.
 */
async function runFailing(call: Call, rounds: number, log: (line: string) => void): Promise<FaultResult> {
  await using resources = new AsyncDisposableStack();
  const world = await openEmbedded(resources, {
    environment: { CAPTURE_CONCURRENCY: '1', AUDIT_MB_PER_S: '0' },
  });
  const commands = preload(world.ground, 'failing-calls');
  const { client } = world;
  await world.startReady('serve');
  await client.submit(world.posts(1));
  await client.untilDone();
  const { [call]: calls } = await commands.tell<Counted>('counted');
  log(`a start, a submission and its capture make ${calls} calls of ${call}`);
  for (let round = 0; round < rounds; round += 1) {
    const at = 1 + Math.floor((round * calls) / rounds);
    await commands.tell('arm', { call, at });
    await client.submit(world.posts(1));
    await waitUntil(`call ${at} of ${call}`, strikesWithinMs, async () => {
      return !(await commands.tell<Counted>('counted')).armed;
    });
    await client.readAlong();
  }
  const endedAtMs = performance.now();
  const { struck } = await commands.tell<Counted>('counted');
  return await conclude(world, { struck, endedAtMs });
}

const recoversWithin = {
  seconds: 90,
  because: 'a disk that failed to write is asked again after 30 s',
};

export const failingFsync: Fault = {
  name: 'the nth fsync fails and takes the file’s contents with it',
  rounds: { short: 10, full: 60 },
  run: (rounds, log) => runFailing('fsync', rounds, log),
  recoversWithin,
  defence: {
    what: 'a failed fsync fails what was written',
    file: 'src/storage/temporary-file.ts',
    code: 'await handle.sync();',
    instead: 'await handle.sync().catch(() => undefined);',
  },
};

export const failingLink: Fault = {
  name: 'the nth link fails',
  rounds: { short: 5, full: 30 },
  run: (rounds, log) => runFailing('link', rounds, log),
  recoversWithin,
  defence: {
    what: 'a failed link fails what was written',
    file: 'src/storage/file-storage.ts',
    code: "if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {\n      return false;",
    instead: "if (error instanceof Error) {\n      return !('code' in error && error.code === 'EEXIST');",
  },
};
