import type { Page } from 'playwright';
import type { Verdict } from '#domain/capture.ts';
import type { BrowserSession } from '../browser/browser.ts';
import type { Footing } from '../rung.ts';
import { recordTraffic } from './recorder.ts';

/** What takes longer to arrive goes to the page without waiting for us, and leaves it most of its time. */
const longestReadMs = 8_000;
const readShare = 1 / 6;
const maxTextLength = 1_000_000;
const maxDomLength = 20_000_000;

/** Lets `see` open `url` and look at it, and keeps what the browser received meanwhile for the page archive. */
export async function recordVisit<Sight extends { verdict: Verdict }>(
  { page, signal }: BrowserSession,
  url: string,
  { recordings, tools }: Pick<Footing, 'recordings' | 'tools'>,
  see: () => Promise<Sight>,
): Promise<Sight> {
  const { clock } = tools;
  if (!tools.keepsPageArchive) {
    return await see();
  }
  const at = clock.now().toISOString();
  const recorder = await recordTraffic(page, {
    spool: recordings.spool,
    now: () => clock.now(),
    signal,
    longestReadMs: Math.min(longestReadMs, tools.limits.browserTimeoutMs * readShare),
  });
  try {
    const sight = await see();
    const shown = await readPage(page);
    const traffic = await recorder.finish();
    recordings.keep({ ...shown, url, at, verdict: sight.verdict, traffic });
    return sight;
  } finally {
    await recorder.finish();
  }
}

/** The document as it stands, from the page's own world: bounded there, before it is brought over. */
async function readPage(page: Page): Promise<{ title: string; text: string; dom: string }> {
  return await page.evaluate(
    ({ maxText, maxDom }) => ({
      title: document.title.slice(0, 1_000),
      text: (document.body?.innerText ?? '').slice(0, maxText),
      dom: `<!doctype html>\n${document.documentElement.outerHTML}`.slice(0, maxDom),
    }),
    { maxText: maxTextLength, maxDom: maxDomLength },
  );
}
