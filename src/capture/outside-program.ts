import { spawn } from 'node:child_process';

/** Debian's `nobody:nogroup`; the number is what counts, no such account is needed. */
export const unprivilegedUser = 65534;
export const asUnprivileged = [
  'setpriv',
  `--reuid=${unprivilegedUser}`,
  `--regid=${unprivilegedUser}`,
  '--clear-groups',
  '--no-new-privs',
] as const;

export const programPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin';

const maxOutputBytes = 64 * 1024;

export interface ProgramEnd {
  /** Null where it did not start or was killed. */
  code: number | null;
  stdout: string;
  stderr: string;
  timedOut: boolean;
}

/** Arguments as an array, no shell, an environment of its own; killed at the time limit or the abort. */
export async function runProgram(
  command: readonly string[],
  /** Descriptors: its standard input, and those it finds from 3 on. */
  files: { input: number | null; more: number[] },
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ProgramEnd> {
  signal.throwIfAborted();
  const [program = '', ...args] = command;
  const timeout = AbortSignal.timeout(timeoutMs);
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const child = spawn(program, args, {
    stdio: [files.input ?? 'ignore', 'pipe', 'pipe', ...files.more],
    signal: AbortSignal.any([signal, timeout]),
    killSignal: 'SIGKILL',
    env: { PATH: programPath, HOME: '/nonexistent' },
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  // Not started (no such program) or killed by the signal; `close` follows both.
  child.on('error', () => undefined);
  child.on('close', (code) => resolve(code));
  const code = await promise;
  signal.throwIfAborted();
  return {
    code: code !== null && code < 0 ? null : code,
    stdout: stdout(),
    stderr: stderr(),
    timedOut: timeout.aborted,
  };
}

/** A full disk is nobody's fault but the machine's: what a program says of it becomes the error that file calls give. */
export function assertDiskNotFull(words: string): void {
  if (/No space left on device|Disk quota exceeded/i.test(words)) {
    throw Object.assign(new Error(`ENOSPC: ${words.trim()}`), { code: 'ENOSPC' });
  }
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    if (bytes < maxOutputBytes) {
      chunks.push(chunk);
      bytes += chunk.byteLength;
    }
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
