import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const checkMs = 15;
const goneWithinMs = 5_000;
const filteredWithinMs = 2_000;

/** Process ids of a group, without the dead that nobody has buried yet. Empty where there is no /proc. */
export async function groupMembers(groupId: number): Promise<number[]> {
  const entries = await readdir('/proc').catch(() => []);
  const pids = entries.filter((entry) => /^\d+$/.test(entry)).map(Number);
  const belongs = await Promise.all(pids.map((pid) => isMember(pid, groupId)));
  return pids.filter((_, index) => belongs[index]);
}

/** Kills every process of the group and resolves once the kernel shows none of them: false where some outlived it. */
export async function killGroup(groupId: number): Promise<boolean> {
  const giveUpAt = performance.now() + goneWithinMs;
  for (;;) {
    signalGroup(groupId);
    if ((await groupMembers(groupId)).length === 0) {
      return true;
    }
    if (performance.now() > giveUpAt) {
      return false;
    }
    // The kernel tells nobody but the parent of a process that it is gone, and most of these are not our children.
    await delay(checkMs);
  }
}

/**
 * Memory that belongs to the group alone: anonymous and shared pages. Pages of files are left out, since a dozen
 * processes map the same 200 MB of program.
 */
export async function groupMemoryBytes(groupId: number): Promise<number> {
  const statuses = await statusesOf(groupId);
  return (
    statuses.reduce((sum, status) => sum + kilobytes(status, 'RssAnon') + kilobytes(status, 'RssShmem'), 0) *
    1024
  );
}

/**
 * Whether the group has renderers and all of them run under a seccomp filter (`Seccomp: 2`, proc_pid_status(5)). One that
 * is just being started has none yet, and is waited for.
 */
export async function renderersAreFiltered(groupId: number): Promise<boolean> {
  const giveUpAt = performance.now() + filteredWithinMs;
  for (;;) {
    const renderers = await renderersOf(groupId);
    if (renderers.length > 0 && renderers.every((status) => /^Seccomp:\s*2$/m.test(status))) {
      return true;
    }
    if (renderers.length === 0 || performance.now() > giveUpAt) {
      return false;
    }
    await delay(checkMs);
  }
}

async function renderersOf(groupId: number): Promise<string[]> {
  const pids = await groupMembers(groupId);
  const commands = await Promise.all(pids.map((pid) => readProcFile(pid, 'cmdline')));
  const renderers = pids.filter((_, index) => commands[index]?.includes('--type=renderer'));
  const statuses = await Promise.all(renderers.map((pid) => readProcFile(pid, 'status')));
  return statuses.filter(Boolean);
}

/** Whether a process of the group was started with `text` in its arguments. */
export async function groupMentions(groupId: number, text: string): Promise<boolean> {
  const pids = await groupMembers(groupId);
  const commands = await Promise.all(pids.map((pid) => readProcFile(pid, 'cmdline')));
  return commands.some((command) => command.includes(text));
}

function signalGroup(groupId: number): void {
  try {
    process.kill(-groupId, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) {
      throw error;
    }
  }
}

async function isMember(pid: number, groupId: number): Promise<boolean> {
  const stat = await readProcFile(pid, 'stat');
  // `pid (name) state ppid pgrp …`; the name may hold anything, brackets too.
  const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(group) === groupId && state !== 'Z' && state !== 'X';
}

async function statusesOf(groupId: number): Promise<string[]> {
  const pids = await groupMembers(groupId);
  return Promise.all(pids.map((pid) => readProcFile(pid, 'status')));
}

function kilobytes(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0);
}

/** Empty where the process has gone meanwhile, which may happen at any moment. */
async function readProcFile(pid: number, name: string): Promise<string> {
  return readFile(`/proc/${pid}/${name}`, 'latin1').catch(() => '');
}
