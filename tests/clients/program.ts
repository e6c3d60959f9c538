import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';

export interface ProgramOptions {
  /** Never a shell line: the program and its arguments. */
  command: string[];
  folder?: string;
  environment?: Record<string, string>;
  /** Asked again and again until it says true. */
  isReady: () => Promise<boolean>;
  readyWithinMs?: number;
}

/** A server of somebody else's as a process of the test's own. */
export interface RunningProgram extends AsyncDisposable {
  /** The end of what it said on both streams. */
  readonly said: () => string;
}

const mostCharacters = 20_000;
const endsWithinMs = 5000;

/** Rejects with what it said where it ends or is not ready in time. */
export async function startProgram(options: ProgramOptions): Promise<RunningProgram> {
  const { command, folder, environment, isReady, readyWithinMs = 60_000 } = options;
  const [program = '', ...parameters] = command;
  // Of this process's variables those alone that programs need: its settings are no business of theirs.
  const { PATH, HOME, LANG, TMPDIR } = process.env;
  const child = spawn(program, parameters, {
    cwd: folder,
    env: { PATH, HOME, LANG, ...(TMPDIR !== undefined && { TMPDIR }), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (more: string) => {
      text = (text + more).slice(-mostCharacters);
    });
  }
  const end = () => endOf(child);
  try {
    await once(child, 'spawn');
    await untilReady(child, isReady, AbortSignal.timeout(readyWithinMs));
  } catch (error) {
    await end();
    throw new Error(`${program} did not get ready; it said: ${text.slice(-3000)}`, { cause: error });
  }
  return { said: () => text, [Symbol.asyncDispose]: end };
}

/** Whether anything is at that URL, whatever it answers. */
export async function answers(url: string): Promise<boolean> {
  return fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(20_000) }).then(
    () => true,
    // Refused while it does not listen yet.
    () => false,
  );
}

async function untilReady(
  child: ChildProcess,
  isReady: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<void> {
  while (!(await isReady())) {
    if (hasEnded(child)) {
      throw new Error(`it ended with ${child.exitCode ?? child.signalCode}`);
    }
    await wait(100, undefined, { signal });
  }
}

/** Asked first: one that is killed leaves the processes that it started, such as nginx's, and they keep its streams open. */
async function endOf(child: ChildProcess): Promise<void> {
  if (child.pid !== undefined && !hasEnded(child)) {
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    const killing = setTimeout(() => child.kill('SIGKILL'), endsWithinMs);
    await gone;
    clearTimeout(killing);
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}
