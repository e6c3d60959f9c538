import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { describeFonts } from '#capture/browser/fonts.ts';

describe('finding Chromium', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ea-find-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const program = async (name: string, mode = 0o755) => {
    const path = join(folder, name);
    await writeFile(path, '#!/bin/sh\n', { mode });
    return path;
  };

  test('takes the configured one, and tells its kind by its name', async () => {
    const shell = await program('chrome-headless-shell');
    const full = await program('chromium');

    expect(findChromium(shell)).toEqual({ path: shell, kind: 'headless-shell' });
    expect(findChromium(full)).toEqual({ path: full, kind: 'chromium' });
  });

  test('takes no other where the configured one is no program', async () => {
    expect(findChromium(await program('chromium', 0o644))).toBeNull();
    expect(findChromium(join(folder, 'missing'))).toBeNull();
    expect(findChromium(folder)).toBeNull();
    expect(findChromium('no-such-command; echo /bin/sh')).toBeNull();
  });

  test('takes a configured name from PATH', () => {
    expect(findChromium('sh')).toEqual({ path: expect.stringMatching(/^\/.*\/sh$/), kind: 'chromium' });
  });

  test('finds one by itself', () => {
    expect(findChromium(null)?.path).toMatch(/^\//);
  });
});

test('the fonts are described the same way twice', async () => {
  const fonts = await describeFonts();

  expect(fonts).toMatch(/^(\d+ fonts, sha256:[0-9a-f]{64}|unknown: .*)$/);
  expect(await describeFonts()).toBe(fonts);
});
