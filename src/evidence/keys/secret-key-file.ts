import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const fileName = 'secret-key';

/**
 * The secret of an archive that is one process: made at its first start, readable by its owner alone. The caller holds
 * the lock on the directory.
 */
export async function secretKeyIn(dataDir: string): Promise<string> {
  const path = join(dataDir, fileName);
  try {
    return (await readFile(path, 'utf8')).trim();
  } catch (error) {
    if (!isMissing(error)) {
      throw error;
    }
  }
  const secretKey = randomBytes(32).toString('hex');
  await writeWhole(path, `${secretKey}\n`);
  return secretKey;
}

async function writeWhole(path: string, text: string): Promise<void> {
  const temporary = `${path}.new`;
  const file = await open(temporary, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, path);
  const directory = await open(dirname(path));
  try {
    await directory.sync();
  } finally {
    await directory.close();
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
