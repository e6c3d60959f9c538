import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { sweepRunFolders } from '#capture/run-folder.ts';

const hourMs = 3_600_000;

test('what killed runs left is swept by its age, and nothing of captures that run', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'run-folders-'));
  const [dead, running, young] = ['01a2053e-e257-7ce6', '01a2053e-e257-7ce7', '01a2053e-e257-7ce8'];
  const names = [
    `recording-${dead}-AbCd12`,
    `media-${running}-AbCd12`,
    `recording-${young}-AbCd12`,
    'storage',
  ];
  const before = new Date(Date.now() - 2 * hourMs);
  for (const name of names) {
    await mkdir(join(directory, name));
    if (!name.includes(young ?? '')) {
      await utimes(join(directory, name), before, before);
    }
  }
  const swept = await sweepRunFolders(directory, hourMs, async (captureId) => captureId === running);
  expect([swept, (await readdir(directory)).sort()]).toEqual([1, names.slice(1).sort()]);
  expect(await sweepRunFolders(join(directory, 'nowhere'), hourMs, async () => false)).toBe(0);
  await rm(directory, { recursive: true });
});
