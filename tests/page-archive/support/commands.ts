import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Those of the commands that this machine does not have. */
export async function absentCommands(names: string[]): Promise<string[]> {
  const found = await Promise.all(
    names.map((name) =>
      run('sh', ['-c', 'command -v "$1"', 'sh', name]).then(
        () => true,
        () => false,
      ),
    ),
  );
  return names.filter((_, index) => !found[index]);
}
