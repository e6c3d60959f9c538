import { readdir, readFile } from 'node:fs/promises';
import { waitUntil } from './service-process.ts';

const goneWithinMs = 20_000;

/** Processes that were started with that folder in their environment or their arguments, whoever their parent is now. */
export async function processesOf(folder: string): Promise<{ pid: number; command: string }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      const [environment, command] = await Promise.all([read(pid, 'environ'), read(pid, 'cmdline')]);
      const isOne = environment.includes(folder) || command.includes(folder);
      return isOne && pid !== process.pid
        ? [{ pid, command: command.replaceAll('\0', ' ').slice(0, 120) }]
        : [];
    }),
  );
  return found.flat();
}

/** Those that are still there after a while, in words. */
export async function processesLeft(folder: string): Promise<string[]> {
  try {
    await waitUntil(
      'every process is gone',
      goneWithinMs,
      async () => (await processesOf(folder)).length === 0,
    );
    return [];
  } catch {
    const left = await processesOf(folder);
    return left.map(({ pid, command }) => `a process was left: ${pid} ${command}`);
  }
}

/** Empty for one that ended meanwhile, and for another user's. */
async function read(pid: number, file: string): Promise<string> {
  return await readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
}
