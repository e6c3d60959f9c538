import type { BrowserPool } from './browser/browser.ts';

/** A4 at 96 points an inch. */
const viewport = { width: 794, height: 1123 };
const timeoutMs = 120_000;

/** A page of our own as PDF, in a browser without a network. Rejects as `BrowserPool.withPage` does. */
export async function printPage(
  browsers: Pick<BrowserPool, 'withPage'>,
  html: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  return browsers.withPage({ proxy: null, viewport, timeoutMs }, signal, async ({ page }) => {
    await page.setContent(html, { waitUntil: 'load' });
    return page.pdf({ preferCSSPageSize: true, printBackground: true, tagged: true, outline: true });
  });
}
