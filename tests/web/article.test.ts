import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { startTestService, startTimeoutMs, type TestService } from '../api/service.ts';
import { officialEmbeds } from './article/embeds.ts';
import { killOriginal, serveArticle, shiftOf, watchShifts } from './article/world.ts';

/** What nobody can see move. */
const unseenShift = 0.01;

const closing = new AsyncDisposableStack();
let service: TestService;
let browser: Browser;
let article: string;
beforeAll(async () => {
  const ground = closing.use(await startTestService());
  service = closing.use(await ground.variant({ publicUrl: null }));
  const archive = await service.app.listen({ host: '127.0.0.1', port: 0 });
  article = closing.use(await serveArticle(`<script async src="${archive}/embed.js"></script>`)).url;
  browser = await chromium.launch({ executablePath: findChromium(null)?.path ?? '' });
  closing.defer(() => browser.close());
}, startTimeoutMs);
afterAll(() => closing.disposeAsync());

/** The article, once its embeds have been asked about, with the platforms out of reach. */
async function read(page: Page): Promise<void> {
  const asked = page.waitForResponse('**/embed/resolve');
  await page.goto(article, { waitUntil: 'domcontentloaded' });
  await asked;
  await page.evaluate('embedArchiver.scan()');
}

/** The platforms in whose place a card stands, in the article's order. */
const cardsOn = (page: Page) =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll('section'))
      .filter((section) => section.querySelector('iframe[data-state]') !== null)
      .map(({ dataset }) => dataset.platform),
  );

test('the originals of an article die one by one, and each time its card takes the place, and nothing moves', async () => {
  const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
  await page.route(/^https:/, (route) => route.abort());
  await page.route(/^http:\/\/localhost.*\/\/www\.instagram/, (route) => route.abort());
  await watchShifts(page);
  await read(page);
  expect(await cardsOn(page)).toEqual([]);

  const players = officialEmbeds.filter(({ markup }) => markup.includes('title="Player"'));
  const dead: string[] = [];
  for (const dying of [
    ...officialEmbeds.filter((embed) => !players.includes(embed)).map((embed) => [embed]),
    players,
  ]) {
    for (const embed of dying) {
      await killOriginal(service, embed);
      dead.push(embed.platform);
    }
    await read(page);
    expect(await cardsOn(page)).toEqual(dead);
    expect(await shiftOf(page)).toBeLessThanOrEqual(unseenShift);
  }

  // A reader goes down the page: every card is the right one, whole, and stays as high as it was foretold.
  for (const { platform, text, author } of officialEmbeds) {
    const frame = page.locator(`section[data-platform="${platform}"] iframe`);
    await frame.scrollIntoViewIfNeeded();
    const card = page.frameLocator(`section[data-platform="${platform}"] iframe`).locator('main');
    const words = await card.innerText();
    expect(words).toContain(text);
    expect(words).toContain(author.name);
    expect(await card.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true);
  }
  expect(await shiftOf(page)).toBeLessThanOrEqual(unseenShift);
  await page.close();
}, 120_000);

test('a card that is lower than what stood there is as high, and shrinks when nobody looks', async () => {
  const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
  await page.route(/^https:/, (route) => route.abort());
  await watchShifts(page);
  await page.addInitScript(() => {
    addEventListener('DOMContentLoaded', () => {
      document.querySelectorAll('body > p:not(#end)').forEach((lead) => {
        lead.remove();
      });
      const quotation = document.querySelector<HTMLElement>('blockquote.mastodon-embed');
      if (quotation) {
        // As its own script had drawn it, and the first of the article.
        quotation.style.height = '600px';
        document.querySelector('h1')?.after(quotation.closest('section') ?? quotation);
      }
    });
  });
  await read(page);
  const frame = page.locator('section[data-platform="mastodon"] iframe');

  expect((await frame.boundingBox())?.height).toBeGreaterThanOrEqual(600);
  expect(await shiftOf(page)).toBeLessThanOrEqual(unseenShift);
  await page.locator('#end').scrollIntoViewIfNeeded();
  await page.waitForFunction(
    () => (document.querySelector('section[data-platform="mastodon"] iframe')?.clientHeight ?? 600) < 600,
  );
  await page.close();
});
