import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../../bin/embed-archiver.mjs', import.meta.url));

export interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  input?: string | Buffer;
  environment?: Record<string, string>;
  /** Another Node than the one that runs the tests. */
  node?: string;
}

/** The command line as a process of its own. */
export async function run(
  args: string[],
  { input = '', environment = {}, node = process.execPath }: RunOptions = {},
): Promise<Ended> {
  const child = spawn(node, [bin, ...args], {
    env: { PATH: process.env.PATH, LOG_LEVEL: 'silent', ...environment },
  });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once('close', resolve);
    child.once('error', reject);
  });
  // A command that reads nothing may end before it was written to.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [exitCode, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { exitCode, stdout, stderr };
}
