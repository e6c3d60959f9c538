import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process owns DATA_DIR; the message says which. */
export class DataDirectoryInUseError extends Error {
  override readonly name = 'DataDirectoryInUseError';
}

export interface DataDirectoryLock extends AsyncDisposable {
  readonly dataDir: string;
}

/**
 * Makes this process the only owner of `dataDir`, which must exist. SQLite's exclusive lock on `lock` is the kernel's own
 * (fcntl, taken without waiting), so it ends with the process however that dies. What stands in `lock-owner.json` is for
 * the message only. Rejects with `DataDirectoryInUseError`.
 */
export async function acquireDataDirectoryLock(dataDir: string): Promise<DataDirectoryLock> {
  const database = new DatabaseSync(join(dataDir, 'lock'), { timeout: 0 });
  const owner = join(dataDir, 'lock-owner.json');
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (isBusy(error)) {
      throw new DataDirectoryInUseError(`${dataDir} is in use${await describeOwner(owner)}.`, {
        cause: error,
      });
    }
    throw error;
  }
  await writeFile(owner, JSON.stringify({ pid: process.pid, startedAt: new Date().toISOString() }));
  return {
    dataDir,
    async [Symbol.asyncDispose]() {
      database.close();
    },
  };
}

const sqliteBusy = 5;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === sqliteBusy;
}

async function describeOwner(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  const [, pid, startedAt] = /"pid":(\d+),"startedAt":"([^"]+)"/.exec(text) ?? [];
  return pid === undefined ? '' : ` by process ${pid}, which started at ${startedAt}`;
}
