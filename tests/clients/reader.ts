import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright';
import { expect } from 'vitest';
import { findChromium } from '#capture/browser/find-chromium.ts';

/** A reader's browser that reaches nothing but this machine. */
export async function openReader(): Promise<Browser> {
  return await chromium.launch({
    executablePath: findChromium(null)?.path ?? '',
    args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
}

export interface ShownCard {
  /** Of the frame in the article, in CSS pixels. */
  width: number;
  height: number;
  /** What the card in it needs at that width. */
  cardHeight: number;
  text: string;
  sandbox: string | null;
}

/** The only card of ours on the page, once it can be seen. */
export async function shownCard(browser: Browser, page: Page, baseUrl: string): Promise<ShownCard> {
  const element = page.locator(`iframe[src^="${baseUrl}/embed/"]`);
  await element.scrollIntoViewIfNeeded();
  const card = element.contentFrame().locator('body');
  await card.waitFor({ state: 'visible' });
  const { width, height } = (await element.boundingBox()) ?? { width: 0, height: 0 };
  return {
    ...{ width, height },
    cardHeight: await heightOf(browser, (await element.getAttribute('src')) ?? '', Math.round(width)),
    text: await card.innerText(),
    sandbox: await element.getAttribute('sandbox'),
  };
}

const pictures = fileURLToPath(new URL('../../node_modules/.cache/clients/pictures/', import.meta.url));

/** To be looked at. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

/** Nothing scrolls, and at most some lines' room is left: the height is said before any browser has seen the card. */
export function expectItsHeight({ height, cardHeight }: ShownCard): void {
  expect(height).toBeGreaterThanOrEqual(cardHeight);
  expect(height - cardHeight).toBeLessThan(70);
}

/** In a window so low that all of it is more than the window. */
async function heightOf(browser: Browser, url: string, width: number): Promise<number> {
  await using page = await browser.newPage({ viewport: { width, height: 50 } });
  await page.goto(url);
  return await page.evaluate(() => document.documentElement.scrollHeight);
}
