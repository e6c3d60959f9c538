import { execFileSync } from 'node:child_process';
import { appendFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { chance } from '../chance.ts';
import { conclude } from '../conclude.ts';
import type { Fault, FaultResult } from '../fault.ts';
import type { ServiceProcess } from '../service-process.ts';
import { openEmbedded, type World } from '../world.ts';
import { groupsOf } from './browsers.ts';

/** Room for an empty database, a browser's profile and a few captures. */
const diskMegabytes = 160;
const postsARound = 3;
const longestMs = 4000;
const fullForMs = 4000;

/** Mounting a disk needs root, and a container may forbid it even so. */
async function whyNot(): Promise<string | null> {
  const folder = await mkdtemp(join(tmpdir(), 'faults-disk-'));
  await using resources = new AsyncDisposableStack();
  resources.defer(() => rm(folder, { recursive: true }));
  try {
    await mountSmallDisk(join(folder, 'disk'), resources);
    return null;
  } catch (error) {
    return `no small disk can be mounted: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** A disk of that size at `path`, for as long as the world lasts. */
async function mountSmallDisk(path: string, resources: AsyncDisposableStack): Promise<void> {
  await mkdir(path, { recursive: true });
  const options = `size=${diskMegabytes}m,mode=1777`;
  execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', path], { stdio: 'pipe' });
  resources.defer(() => void execFileSync('umount', ['--lazy', path]));
}

/** The disk of the data or of the browsers' files is filled to the last byte while captures run, and has room again later. */
async function runFull(
  disk: 'DATA_DIR' | 'TMPDIR',
  rounds: number,
  log: (line: string) => void,
): Promise<FaultResult> {
  // Unmounted after the processes have ended, and before the folder is taken away.
  await using folders = new AsyncDisposableStack();
  // Without the reserve, which would stop the work before the disk is full: here it is.
  const world = await openEmbedded(folders, { environment: { DISK_RESERVE_MB: '0' } });
  const { [disk]: path = '' } = world.ground.environment;
  await mountSmallDisk(path, folders);
  let service = await world.startReady('serve');
  let struck = 0;
  for (let round = 0; round < rounds; round += 1) {
    await world.client.submit(world.posts(postsARound));
    await pause(chance() * longestMs);
    await fillUp(path);
    struck += 1;
    if (disk === 'TMPDIR') {
      // Those that run have their files; it is a start that needs room.
      for (const groupId of await groupsOf(world)) {
        process.kill(-groupId, 'SIGKILL');
      }
    }
    const fullUntilMs = performance.now() + fullForMs;
    const accepted = await world.client.submitOnce(world.posts(1), `while-full-${round}`);
    while (performance.now() < fullUntilMs) {
      // What is taken away meanwhile makes no room.
      await fillUp(path);
      await pause(100);
    }
    await world.client.readAlong();
    log(
      `full ${round + 1}: a submission was ${accepted === null ? 'refused' : 'accepted'}, the service ${service.ending ?? 'runs'}`,
    );
    await rm(join(path, 'ballast'));
    service = await runAgain(world, service);
  }
  return await conclude(world, { struck, endedAtMs: performance.now() });
}

/** To the last page of memory, of which that disk is made. */
async function fillUp(path: string): Promise<void> {
  for (const bytes of [1_048_576, 4096]) {
    while (await appendTo(join(path, 'ballast'), Buffer.alloc(bytes))) {}
  }
}

/** False where there is no room for it. */
async function appendTo(path: string, bytes: Uint8Array): Promise<boolean> {
  try {
    await appendFile(path, bytes);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') {
      return false;
    }
    throw error;
  }
}

/** As the machine's own supervisor does with a service that has said it cannot go on. */
async function runAgain(world: World, service: ServiceProcess): Promise<ServiceProcess> {
  return service.alive ? service : await world.startReady('serve');
}

const recoversWithin = { seconds: 90, because: 'patience with a browser that does not start begins at 30 s' };

export const dataDiskFull: Fault = {
  name: 'the disk of the data is full',
  rounds: { short: 3, full: 15 },
  whyNot,
  run: (rounds, log) => runFull('DATA_DIR', rounds, log),
  recoversWithin,
  defence: {
    what: 'a full disk is no fault of the post',
    file: 'src/storage/disk-errors.ts',
    code: 'const sentence = fullOrReadOnly[code];',
    instead: 'const sentence = undefined;',
  },
};

export const temporaryDiskFull: Fault = {
  name: 'the disk of the browsers’ files is full',
  rounds: { short: 2, full: 10 },
  whyNot,
  run: (rounds, log) => runFull('TMPDIR', rounds, log),
  recoversWithin,
  defence: {
    what: 'a browser that cannot start is waited for',
    file: 'src/capture/view-post.ts',
    code: 'if (error instanceof BrowserUnavailableError) {',
    instead: 'if (error instanceof BrowserUnavailableError && footing.signal.aborted) {',
  },
};
