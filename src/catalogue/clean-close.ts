import { createHash } from 'node:crypto';
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A database that was closed in order, on a machine that has run since then, and whose files nobody touched, need not be
 * inspected. What it looked like is kept beside its directory: names, sizes and change times, which no copy can restore.
 */
const noteOf = (directory: string) => `${directory}.closed`;

/** To be called when every file is closed. */
export async function noteCleanClose(directory: string): Promise<void> {
  const seen = await lookAt(directory);
  if (seen !== null) {
    await writeFile(noteOf(directory), seen);
  }
}

/** Forgets it at once: from here on the files change, and a death leaves no note. */
export async function wasClosedCleanly(directory: string): Promise<boolean> {
  const noted = await readFile(noteOf(directory), 'utf8').catch(() => null);
  await rm(noteOf(directory), { force: true });
  return noted !== null && noted === (await lookAt(directory));
}

/** Null where it cannot be told whether the machine has lost power since. */
async function lookAt(directory: string): Promise<string | null> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => null);
  if (boot === null) {
    return null;
  }
  const files: string[] = [];
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    const { size, ctimeNs } = await stat(path, { bigint: true });
    files.push(`${path.slice(directory.length)} ${entry.isFile() ? size : ''} ${ctimeNs}`);
  }
  const digest = createHash('sha256').update(files.sort().join('\n')).digest('hex');
  return `${boot.trim()} ${digest}\n`;
}
