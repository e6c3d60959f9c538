import { execFileSync } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';

/** The shell's own lookup knows PATH, so that nothing here reads the environment. */
export function commandOnPath(name: string): string | null {
  try {
    const found = execFileSync('/bin/sh', ['-c', 'command -v "$1"', 'sh', name], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
    return found.startsWith('/') && isExecutable(found) ? found : null;
  } catch {
    // `command -v` ends with 1 (dash: 127) where there is no such command.
    return null;
  }
}

export function isExecutable(path: string): boolean {
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
