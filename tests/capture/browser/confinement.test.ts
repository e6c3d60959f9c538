import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { openBrowserPool } from '#capture/browser/pool.ts';
import { openTemporaryDir, usualOptions } from './support/pool.ts';

test('where Chromium has no sandbox it runs without, and that is said once', async () => {
  const temporaryDir = await openTemporaryDir();
  onTestFinished(() => rm(temporaryDir, { recursive: true, force: true }));
  const executablePath = join(temporaryDir, 'chromium-headless-shell');
  const script = `#!/bin/sh
case "$*" in *--no-sandbox*) exec ${findChromium(null)?.path} "$@" ;; esac
echo 'FATAL:zygote_host_impl_linux.cc(128)] No usable sandbox!' >&2
exit 1
`;
  await writeFile(executablePath, script, { mode: 0o755 });
  const lines: string[] = [];
  const logger = pino({ level: 'info' }, { write: (line: string) => lines.push(line) });
  const options = { ...usualOptions(temporaryDir), executablePath, recycleAfterCaptures: 1, logger };
  await using pool = await openBrowserPool(options);

  const session = { proxy: null, viewport: { width: 800, height: 600 }, timeoutMs: 20_000 };
  const look = () =>
    pool.withPage(session, new AbortController().signal, async ({ page, sandboxed }) => {
      await page.setContent('<p>seen</p>');
      return { sandboxed, text: await page.locator('p').textContent() };
    });

  expect(await look()).toEqual({ sandboxed: false, text: 'seen' });
  expect(await look()).toEqual({ sandboxed: false, text: 'seen' });
  expect(lines.filter((line) => line.includes('browser.not-sandboxed'))).toHaveLength(1);
});
