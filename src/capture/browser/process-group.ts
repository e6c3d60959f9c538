import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

const checkMs = 15;
const goneWithinMs = 5_000;
const filteredWithinMs = 2_000;

/**
 * Process ids of a group, without the dead that nobody has buried yet. Empty where there is no /proc. Read without waiting,
 * here and below: no disk is behind it, and a thread of the pool for each file takes four times the processor time.
 */
export function groupMembers(groupId: number): number[] {
  return listProc()
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => isMember(pid, groupId));
}

/** Kills every process of the group and resolves once the kernel shows none of them: false where some outlived it. */
export async function killGroup(groupId: number): Promise<boolean> {
  const giveUpAt = performance.now() + goneWithinMs;
  for (;;) {
    signalGroup(groupId);
    if (groupMembers(groupId).length === 0) {
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
export function groupMemoryBytes(groupId: number): number {
  const statuses = groupMembers(groupId).map((pid) => readProcFile(pid, 'status'));
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
    const renderers = renderersOf(groupId);
    if (renderers.length > 0 && renderers.every((status) => /^Seccomp:\s*2$/m.test(status))) {
      return true;
    }
    if (renderers.length === 0 || performance.now() > giveUpAt) {
      return false;
    }
    await delay(checkMs);
  }
}

function renderersOf(groupId: number): string[] {
  return groupMembers(groupId)
    .filter((pid) => readProcFile(pid, 'cmdline').includes('--type=renderer'))
    .map((pid) => readProcFile(pid, 'status'))
    .filter(Boolean);
}

/** Whether a process of the group was started with `text` in its arguments. */
export function groupMentions(groupId: number, text: string): boolean {
  return groupMembers(groupId).some((pid) => readProcFile(pid, 'cmdline').includes(text));
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

function isMember(pid: number, groupId: number): boolean {
  const stat = readProcFile(pid, 'stat');
  // `pid (name) state ppid pgrp …`; the name may hold anything, brackets too.
  const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(group) === groupId && state !== 'Z' && state !== 'X';
}

function kilobytes(status: string, field: string): number {
  return Number(new RegExp(`^${field}:\\s*(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0);
}

function listProc(): string[] {
  try {
    return readdirSync('/proc');
  } catch {
    return [];
  }
}

/** Empty where the process has gone meanwhile, which may happen at any moment. */
function readProcFile(pid: number, name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}
