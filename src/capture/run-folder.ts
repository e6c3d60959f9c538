import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Footing } from './rung.ts';

const purposes = ['media', 'recording'] as const;
/** `recording-<capture>-<six of mkdtemp>`. */
const ofRun = new RegExp(`^(?:${purposes.join('|')})-(.+)-[^-]{6}$`);

/**
 * A folder of this run alone, gone when it is disposed of. Those that killed runs of the same capture have left go first.
 */
export async function openRunFolder(
  purpose: (typeof purposes)[number],
  { job, tools }: Pick<Footing, 'job' | 'tools'>,
): Promise<AsyncDisposable & { path: string }> {
  const prefix = `${purpose}-${job.work.captureId}-`;
  await mkdir(tools.temporaryDir, { recursive: true });
  for (const name of await readdir(tools.temporaryDir)) {
    if (name.startsWith(prefix)) {
      await rm(join(tools.temporaryDir, name), { recursive: true, force: true });
    }
  }
  const path = await mkdtemp(join(tools.temporaryDir, prefix));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/**
 * Removes those older than that, left by killed runs of captures that went on elsewhere. Those of captures that run stay, however
 * old they seem: clocks step. Returns how many.
 */
export async function sweepRunFolders(
  temporaryDir: string,
  olderThanMs: number,
  isRunning: (captureId: string) => Promise<boolean>,
): Promise<number> {
  let removed = 0;
  for (const name of await readdir(temporaryDir).catch(() => [])) {
    const captureId = ofRun.exec(name)?.[1];
    const path = join(temporaryDir, name);
    // Another may have been quicker.
    const found = captureId === undefined ? null : await stat(path).catch(() => null);
    const isOld = found !== null && found.mtimeMs <= Date.now() - olderThanMs;
    if (isOld && captureId !== undefined && !(await isRunning(captureId))) {
      await rm(path, { recursive: true, force: true });
      removed += 1;
    }
  }
  return removed;
}
