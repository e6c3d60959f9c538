import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readRevision } from '../src/software-revision.ts';

const revision = '0123456789abcdef0123456789abcdef01234567';

async function folderWith(files: Record<string, string>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'revision-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return folder;
}

test.for<[where: string, files: Record<string, string>]>([
  ['the file of a build', { REVISION: `${revision}\n`, '.git/HEAD': 'ref: refs/heads/other\n' }],
  ['a branch', { '.git/HEAD': 'ref: refs/heads/main\n', '.git/refs/heads/main': `${revision}\n` }],
  [
    'a packed branch',
    { '.git/HEAD': 'ref: refs/heads/main\n', '.git/packed-refs': `${revision} refs/heads/main\n` },
  ],
  ['no branch', { '.git/HEAD': `${revision}\n` }],
])('the revision is read from %s', async ([, files]) => {
  expect(await readRevision(await folderWith(files))).toBe(revision);
});

test('where nothing tells it, it is not known', async () => {
  expect(await readRevision(await folderWith({}))).toBeNull();
  // As a build leaves it that was told nothing.
  expect(await readRevision(await folderWith({ REVISION: '\n' }))).toBeNull();
});
