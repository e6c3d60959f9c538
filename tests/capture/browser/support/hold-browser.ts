import { openBrowserPool } from '#capture/browser/pool.ts';
import { usualOptions } from './pool.ts';

/** Holds a browser open in the folder it is given until it is killed. Says `ready` when it has one. */
const [, , temporaryDir = ''] = process.argv;
const pool = await openBrowserPool(usualOptions(temporaryDir));
const session = { proxy: null, viewport: { width: 800, height: 600 }, timeoutMs: 600_000 };
await pool.withPage(session, new AbortController().signal, async ({ page }) => {
  await page.setContent('<p>held</p>');
  console.log('ready');
  await page.evaluate('new Promise(() => {})');
});
