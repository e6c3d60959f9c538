import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Footing } from './rung.ts';

/**
 * A folder of this run alone, gone when it is disposed of. Those that killed runs of the same capture have left go first.
 */
export async function openRunFolder(
  purpose: string,
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
