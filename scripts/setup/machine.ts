import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

export interface RunOptions {
  /** Killed with its children after that. Default 15 minutes. */
  timeoutMs?: number;
  /** Killed after that without a word. */
  idleTimeoutMs?: number;
  environment?: Record<string, string>;
}

export interface RunResult {
  /** Null where it was killed or never began. */
  status: number | null;
  /** Both streams, as they came. */
  output: string;
}

/** What set-up may ask of the machine, so that its decisions can be tested without changing one. */
export interface Machine {
  platform: string;
  isRoot: boolean;
  /** Never a shell line: the command and its arguments. */
  run(command: string[], options?: RunOptions): Promise<RunResult>;
  /** Absolute; null where PATH has none. */
  commandPath(name: string): string | null;
  exists(path: string): boolean;
}

export const thisMachine: Machine = {
  platform: process.platform,
  isRoot: process.getuid?.() === 0,
  run,
  commandPath: (name) =>
    (process.env.PATH ?? '')
      .split(delimiter)
      .map((folder) => join(folder, name))
      .find(isExecutableFile) ?? null,
  exists: (path) => statSync(path, { throwIfNoEntry: false }) !== undefined,
};

function run(command: string[], options: RunOptions = {}): Promise<RunResult> {
  const [program = '', ...parameters] = command;
  const child = spawn(program, parameters, {
    // A group of its own: a time-out ends the children as well, Ctrl-C in the terminal ends set-up in order.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
  });
  return new Promise((resolve) => {
    let output = '';
    const endInTime = setTimeout(killGroup, options.timeoutMs ?? 900_000, child);
    const endIdle = options.idleTimeoutMs ? setTimeout(killGroup, options.idleTimeoutMs, child) : null;
    const onText = (text: string) => {
      output += text;
      endIdle?.refresh();
    };
    child.stdout.setEncoding('utf8').on('data', onText);
    child.stderr.setEncoding('utf8').on('data', onText);
    const finish = (status: number | null, reason = '') => {
      clearTimeout(endInTime);
      clearTimeout(endIdle ?? undefined);
      resolve({ status, output: output + reason });
    };
    child.on('error', (error) => finish(null, error.message));
    child.on('close', (status) => finish(status));
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid !== undefined && child.exitCode === null) {
    process.kill(-child.pid, 'SIGKILL');
  }
}

function isExecutableFile(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) {
    return false;
  }
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
