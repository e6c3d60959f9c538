import type { BrowserPool } from '#capture/browser/browser.ts';
import { BrowserUnavailableError } from '#capture/browser/errors.ts';
import { printPage } from '#capture/print-page.ts';
import type { Logger } from '#logger.ts';

/** Prints pages of our own as PDF; null where there is no browser to do it. */
export type PrintPage = (html: string, signal: AbortSignal) => Promise<Uint8Array | null>;

/** On the browsers that run already; where none do, on one that is started for the page and ends with it. */
export function createPrinter(
  running: BrowserPool | null,
  open: () => Promise<BrowserPool>,
  logger: Logger,
): PrintPage {
  return async (html, signal) => {
    try {
      if (running !== null) {
        return await printPage(running, html, signal);
      }
      await using browsers = await open();
      return await printPage(browsers, html, signal);
    } catch (error) {
      if (error instanceof BrowserUnavailableError) {
        logger.warn({ reason: error.message }, 'page-not-printed');
        return null;
      }
      throw error;
    }
  };
}
