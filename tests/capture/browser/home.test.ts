import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openBrowserPool } from '#capture/browser/pool.ts';
import { groupMembers } from '#capture/browser/process-group.ts';
import { openTemporaryDir, readGroups, usualOptions } from './support/pool.ts';

let temporaryDir: string;
beforeEach(async () => {
  temporaryDir = await openTemporaryDir();
});
afterEach(() => rm(temporaryDir, { recursive: true, force: true }));

const open = (dir = temporaryDir) => openBrowserPool(usualOptions(dir));

/** A process that dies by `kill -9` with a browser open; resolves to the browser's process group. */
async function dieHoldingABrowser(beforeDeath: (groupId: number) => void): Promise<number> {
  const script = fileURLToPath(new URL('./support/hold-browser.ts', import.meta.url));
  const holder = spawn(process.execPath, [script, temporaryDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = once(holder, 'exit');
  await once(holder.stdout, 'data');
  const [groupId = 0] = await readGroups(temporaryDir);
  expect(groupMembers(groupId)).not.toEqual([]);
  beforeDeath(groupId);
  holder.kill('SIGKILL');
  await exit;
  return groupId;
}

describe('after a process that was killed with its browser open', () => {
  test('the browser ends itself, and the next start removes its folder', async () => {
    const groupId = await dieHoldingABrowser(() => undefined);

    await expect.poll(() => groupMembers(groupId), { timeout: 10_000 }).toEqual([]);
    const [left] = await readdir(temporaryDir);
    await using _pool = await open();

    expect(left).toMatch(/^ea-/);
    expect(await readdir(temporaryDir)).not.toContain(left);
    expect(await readdir(temporaryDir)).toHaveLength(1);
  });

  test('a browser that hangs is killed at the next start', async () => {
    const groupId = await dieHoldingABrowser((group) => process.kill(-group, 'SIGSTOP'));
    expect(groupMembers(groupId)).not.toEqual([]);

    await using _pool = await open();

    expect(groupMembers(groupId)).toEqual([]);
    expect(await readdir(temporaryDir)).toHaveLength(1);
  });
});

test('pools that live leave each other alone', async () => {
  await using first = await open();
  await first.probe();
  {
    await using second = await open();
    await second.probe();
    expect(await readdir(temporaryDir)).toHaveLength(2);
  }
  expect(await first.probe()).toMatchObject({ sandboxed: true });
  expect(await readdir(temporaryDir)).toHaveLength(1);
});

test('what is not of the browsers is left where it is', async () => {
  await mkdir(join(temporaryDir, 'elsewhere'));
  await writeFile(join(temporaryDir, 'ea.txt'), '');

  await (await open())[Symbol.asyncDispose]();

  expect((await readdir(temporaryDir)).sort()).toEqual(['ea.txt', 'elsewhere']);
});

test('a folder with too long a path is refused', async () => {
  await expect(open(join(temporaryDir, 'a'.repeat(60)))).rejects.toThrow(/longer than/);
});

test.runIf(process.getuid?.() === 0)('as root a folder that others may not enter is refused', async () => {
  await chmod(temporaryDir, 0o700);

  await expect(open(join(temporaryDir, 'in'))).rejects.toThrow(`other users may not enter ${temporaryDir}`);
});
