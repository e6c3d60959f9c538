import { once } from 'node:events';
import { access, constants, mkdir, readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { wasClosedCleanly } from './clean-close.ts';

export type Inspection = { kind: 'new' } | { kind: 'sound' } | { kind: 'damaged'; reason: string };

/** A database that is opened may need a new segment of its log, 16 MB, and room to work. */
const minimumFreeBytes = 64_000_000;
const shortestTimeoutMs = 60_000;
/** Seen: 30 MB a second on one slow core; the rest is patience. */
const slowestBytesPerSecond = 1_000_000;

/**
 * Unless it was closed in order: opens and reads the database in `directory` in a thread of its own, as a damaged one may throw anywhere or never come
 * back. Rejects where the disk, not the database, is what is wrong: full, or not ours to write.
 */
export async function inspectDirectory(directory: string): Promise<Inspection> {
  await mkdir(directory, { recursive: true });
  await assertUsable(directory);
  const names = await readdir(directory);
  if (names.length === 0) {
    return { kind: 'new' };
  }
  if (!names.includes('PG_VERSION')) {
    return { kind: 'damaged', reason: 'it has files but no PG_VERSION' };
  }
  if (await wasClosedCleanly(directory)) {
    return { kind: 'sound' };
  }
  const reason = await inspectInThread(directory, await timeoutFor(directory));
  return reason === null ? { kind: 'sound' } : { kind: 'damaged', reason };
}

async function assertUsable(directory: string): Promise<void> {
  await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
  await access(dirname(directory), constants.W_OK);
  const { bavail, bsize } = await statfs(directory);
  if (bavail * bsize < minimumFreeBytes) {
    throw new Error(`${directory} has less than ${minimumFreeBytes / 1_000_000} MB of free space.`);
  }
}

async function timeoutFor(directory: string): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    bytes += entry.isFile() ? (await stat(join(entry.parentPath, entry.name))).size : 0;
  }
  return shortestTimeoutMs + Math.ceil(bytes / slowestBytesPerSecond) * 1000;
}

async function inspectInThread(directory: string, timeoutMs: number): Promise<string | null> {
  const thread = new Worker(new URL('./integrity-worker.ts', import.meta.url), { workerData: directory });
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const [reason] = (await Promise.race([
      once(thread, 'message', { signal: timeout }),
      once(thread, 'exit', { signal: timeout }).then(() => ['the database ended the thread that opened it']),
    ])) as [string | null];
    return reason;
  } catch (error) {
    return timeout.aborted ? `it did not open within ${Math.round(timeoutMs / 1000)} s` : String(error);
  } finally {
    await thread.terminate();
  }
}
