import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { acquireDataDirectoryLock, DataDirectoryInUseError } from '#catalogue/data-directory-lock.ts';
import { allOnlyEmbedded } from '../support/only-embedded.ts';

allOnlyEmbedded('nobody owns DATA_DIR alone there');

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'archiver-lock-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('one owner at a time, in this process too', async () => {
  const lock = await acquireDataDirectoryLock(folder);
  await expect(acquireDataDirectoryLock(folder)).rejects.toThrow(DataDirectoryInUseError);
  await lock[Symbol.asyncDispose]();
  const again = await acquireDataDirectoryLock(folder);
  await again[Symbol.asyncDispose]();
});

test('a process that was killed holds nothing, and while it lives is named', {
  timeout: 60_000,
}, async () => {
  const owner = await startOwner(folder);
  await expect(acquireDataDirectoryLock(folder)).rejects.toThrow(`process ${owner.pid}`);
  const gone = once(owner, 'exit');
  owner.kill('SIGKILL');
  await gone;
  const lock = await acquireDataDirectoryLock(folder);
  await lock[Symbol.asyncDispose]();
});

/** Another process that takes the lock and keeps it. */
async function startOwner(dataDir: string): Promise<ChildProcess> {
  const script = `
    const { acquireDataDirectoryLock } = await import('#catalogue/data-directory-lock.ts');
    globalThis.lock = await acquireDataDirectoryLock(process.argv[1]);
    process.stdout.write('locked');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}
