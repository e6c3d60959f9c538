import { readdir, readFile } from 'node:fs/promises';

const clockTicksPerSecond = 100;

export interface TreeUsage {
  /** User and system time of the tree's processes and of their reaped children, in seconds. */
  cpuSeconds: number;
  residentBytes: number;
  /** Of the root alone. */
  ownBytes: number;
  ownCpuSeconds: number;
  processes: number;
}

/** Reads /proc for a process and all its descendants. */
export async function readTree(rootPid: number): Promise<TreeUsage> {
  const statistics = await readAllStatistics();
  const usage: TreeUsage = { cpuSeconds: 0, residentBytes: 0, ownBytes: 0, ownCpuSeconds: 0, processes: 0 };
  const pending = [rootPid];
  for (let pid = pending.pop(); pid !== undefined; pid = pending.pop()) {
    const own = statistics.get(pid);
    if (own) {
      usage.cpuSeconds += (own.cpuTicks + own.reapedTicks) / clockTicksPerSecond;
      usage.ownCpuSeconds += pid === rootPid ? own.cpuTicks / clockTicksPerSecond : 0;
      usage.residentBytes += own.residentPages * 4096;
      usage.ownBytes += pid === rootPid ? own.residentPages * 4096 : 0;
      usage.processes += 1;
    }
    for (const [childPid, child] of statistics) {
      if (child.parentPid === pid) {
        pending.push(childPid);
      }
    }
  }
  return usage;
}

interface ProcessStatistics {
  parentPid: number;
  cpuTicks: number;
  /** Of its children that have ended. */
  reapedTicks: number;
  residentPages: number;
}

async function readAllStatistics(): Promise<Map<number, ProcessStatistics>> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const entries = await Promise.all(pids.map(async (pid) => [pid, await readStatistics(pid)] as const));
  return new Map(entries.filter((entry): entry is [number, ProcessStatistics] => entry[1] !== null));
}

/** Fields of proc(5) `stat` after the command name: 2 ppid, 12–15 utime, stime, cutime, cstime, 22 rss. */
async function readStatistics(pid: number): Promise<ProcessStatistics | null> {
  let line: string;
  try {
    line = await readFile(`/proc/${pid}/stat`, 'utf8');
  } catch {
    // It ended between the listing and the reading.
    return null;
  }
  const fields = line
    .slice(line.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [parentPid = 0] = fields.slice(1);
  const [userTicks = 0, systemTicks = 0, reapedUserTicks = 0, reapedSystemTicks = 0] = fields.slice(11, 15);
  return {
    parentPid,
    cpuTicks: userTicks + systemTicks,
    reapedTicks: reapedUserTicks + reapedSystemTicks,
    residentPages: fields[21] ?? 0,
  };
}
