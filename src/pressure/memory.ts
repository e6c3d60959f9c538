import { readFile } from 'node:fs/promises';
import { freemem } from 'node:os';

/** The two versions of control groups, as containers see their own. */
const groups = [
  {
    limit: '/sys/fs/cgroup/memory.max',
    used: '/sys/fs/cgroup/memory.current',
    stat: '/sys/fs/cgroup/memory.stat',
  },
  {
    limit: '/sys/fs/cgroup/memory/memory.limit_in_bytes',
    used: '/sys/fs/cgroup/memory/memory.usage_in_bytes',
    stat: '/sys/fs/cgroup/memory/memory.stat',
  },
];

/** Bytes that may still be had: by the machine, and by the limit of this process's control group where there is one. */
export async function availableMemory(): Promise<number> {
  const free = freemem();
  for (const group of groups) {
    const limit = await numberIn(group.limit);
    const used = await numberIn(group.used);
    if (limit !== null && used !== null) {
      // Files that nobody reads any more are counted as used, and given up when room is wanted.
      return Math.min(free, Math.max(0, limit - used + (await inactiveFileBytes(group.stat))));
    }
  }
  return free;
}

/** Null where there is no such file, or no limit in it (`max`). */
async function numberIn(path: string): Promise<number | null> {
  const text = await textIn(path);
  const number = text === null ? Number.NaN : Number(text.trim() || 'none');
  return Number.isFinite(number) ? number : null;
}

async function inactiveFileBytes(path: string): Promise<number> {
  const [, bytes = '0'] = /^(?:total_)?inactive_file (\d+)$/m.exec((await textIn(path)) ?? '') ?? [];
  return Number(bytes);
}

async function textIn(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    // No Linux, or no such control group: the machine's own number counts.
    return null;
  }
}
