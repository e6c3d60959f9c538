import { cp, mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { noteCleanClose, wasClosedCleanly } from '#catalogue/clean-close.ts';
import { allOnlyEmbedded } from '../support/only-embedded.ts';

allOnlyEmbedded('a server closes its files itself');

let folder: string;
let directory: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clean-close-'));
  directory = join(folder, 'pg');
  await mkdir(join(directory, 'base'), { recursive: true });
  await writeFile(join(directory, 'base', '1'), 'a page');
});
afterEach(() => rm(folder, { recursive: true }));

const canTell = await stat('/proc/sys/kernel/random/boot_id').then(
  () => true,
  () => false,
);

test.skipIf(!canTell)('an orderly close is believed once', async () => {
  await noteCleanClose(directory);
  expect(await wasClosedCleanly(directory)).toBe(true);
  // Whoever opened it has not closed it.
  expect(await wasClosedCleanly(directory)).toBe(false);
});

test('a directory without a note was not closed in order', async () => {
  expect(await wasClosedCleanly(directory)).toBe(false);
});

test('a file that was changed is noticed, though its size and time were put back', async () => {
  const file = join(directory, 'base', '1');
  const { atime, mtime } = await stat(file);
  await noteCleanClose(directory);
  await writeFile(file, 'a pig!');
  await utimes(file, atime, mtime);
  expect(await wasClosedCleanly(directory)).toBe(false);
});

test('a copy of the files is no orderly close, nor is a file more', async () => {
  await noteCleanClose(directory);
  const note = await readFile(`${directory}.closed`, 'utf8');
  const copy = join(folder, 'copy');
  await cp(directory, copy, { recursive: true, preserveTimestamps: true });
  await writeFile(`${copy}.closed`, note);
  expect(await wasClosedCleanly(copy)).toBe(false);

  await writeFile(join(directory, 'base', '2'), '');
  expect(await wasClosedCleanly(directory)).toBe(false);
});
