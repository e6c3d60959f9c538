import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { cardLanguages } from '#card/language.ts';
import { type CardPage, renderCard } from '#card/render-card.ts';
import type { CardView } from '#card/view.ts';
import { artifactWith, captureWith, recordWith, viewWith } from './card-views.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await chromium.launch({ executablePath: findChromium(null)?.path ?? '' });
  page = await browser.newPage();
}, 60_000);
afterAll(() => browser.close());
beforeEach(async () => {
  await page.setViewportSize({ width: 566, height: 800 });
  await page.emulateMedia({ media: 'screen', colorScheme: 'light', forcedColors: 'none' });
});

const picture = `data:image/svg+xml;base64,${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"/>').toString('base64')}`;
const photo = (alt: string | null) => ({
  ...{ kind: 'photo' as const, alt, width: 400, height: 300 },
  ...{ durationMs: null, posterUrl: null, variants: [] },
});
const film = { ...photo('A walk over the bridge'), kind: 'video' as const };
const { quoted: _, ...quoted } = recordWith({ text: 'The bridge is closed.', media: [photo('A gate')] });

/** All that a card can have, in one. */
const rich = viewWith(
  captureWith({
    outcome: 'partial',
    record: recordWith({
      text: 'The bridge is open. https://news.example/bridge\n\nفتح الجسر',
      links: [{ url: 'https://news.example/bridge', start: 20, end: 47 }],
      media: [photo('A bridge'), photo(null), film],
      counts: { likes: 5, reposts: 1, replies: 0, quotes: null, views: 1234 },
      poll: { options: ['Yes', 'No'].map((label, count) => ({ label, count })), endsAt: null },
      replyTo: { postId: null, authorHandle: 'someone', url: 'https://x.com/someone' },
      labels: ['withheld:DE'],
      quoted,
    }),
    artifacts: ['media-1.gif', 'media-2.gif', 'quoted-media-1.gif', 'avatar.gif']
      .map((name) => artifactWith({ name, mediaType: 'image/gif' }))
      .concat(artifactWith({ name: 'media-3.mp4', mediaType: 'video/mp4' })),
    missing: [{ role: 'media', reason: 'Still picture (3 of 3): not found' }],
  }),
  { state: 'deleted', stateSince: '2019-03-03T10:00:00.000Z' },
  () => picture,
);
const withEvidence = { ...rich, evidenceUrl: '/posts/x%3A1072857' };
const quotation = viewWith(null, {
  state: 'not-found',
  quotation: { text: 'Open again', authorName: 'A', authorHandle: 'a', date: '2018-12-12' },
});
const sensitive = viewWith(
  captureWith({
    record: recordWith({ media: [photo('Wounds')], labels: ['sensitive'] }),
    artifacts: [artifactWith({ name: 'media-1.gif', mediaType: 'image/gif' })],
  }),
  {},
  () => picture,
);

function show(view: CardView, options: CardPage = {}): Promise<void> {
  return page.setContent(renderCard(view, options));
}

describe('for everybody', () => {
  const cards = { rich: withEvidence, quotation, sensitive };
  const settings = (['en', 'fr', 'ar'] as const).flatMap((language) =>
    (['light', 'dark'] as const).map((theme) => ({ language, theme })),
  );

  test.each(settings)('axe finds nothing in $language, $theme', async (setting) => {
    const found: Record<string, string[]> = {};
    for (const [name, view] of Object.entries(cards)) {
      await show(view, setting);
      found[name] = await violations();
    }

    expect(found).toEqual({ rich: [], quotation: [], sensitive: [] });
  });

  async function violations(): Promise<string[]> {
    await page.evaluate(axe);
    return page.evaluate(async () => {
      const { violations } = await (
        globalThis as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
        }
      ).axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    });
  }

  test('screen readers hear who, what, which pictures, when, and what became of it', async () => {
    await show(withEvidence);

    expect(await page.locator('main').ariaSnapshot()).toBe(cardAsHeard);
  });

  test('the keyboard reaches every link and opens what is veiled', async () => {
    await show(sensitive);
    const veiled = page.getByAltText('Wounds');
    expect(await veiled.isVisible()).toBe(false);

    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SUMMARY');
    const outline = await page.evaluate(
      () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
    );
    expect(outline).toBe('solid');
    await page.keyboard.press('Enter');
    expect(await veiled.isVisible()).toBe(true);
  });
});

describe('everywhere', () => {
  const hard = viewWith(
    captureWith({
      record: recordWith({
        author: { ...recordWith().author, name: 'N'.repeat(200), handle: 'h'.repeat(100) },
        text: `${'w'.repeat(500)} ${'العربية'.repeat(60)} 漢字`,
        media: [film, photo(null)],
        poll: { options: [{ label: 'o'.repeat(300), count: 1 }], endsAt: null },
      }),
      artifacts: [artifactWith({ name: 'media-1.mp4', mediaType: 'video/mp4' })],
      missing: [{ role: 'media', reason: 'r'.repeat(300) }],
    }),
    {},
    () => picture,
  );

  test.each(cardLanguages)(
    'in 320 px, as 1280 px are at four times the size, nothing is cut off or scrolls: %s',
    async (language) => {
      await page.setViewportSize({ width: 320, height: 600 });
      for (const view of [hard, withEvidence, quotation]) {
        await show(view, { language });
        const widths = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
        expect(widths).toEqual([320, 320]);
      }
    },
  );

  test('each line of a post has its own direction, whatever the card’s language', async () => {
    const sides: Record<string, string[]> = {};
    for (const language of ['en', 'ar'] as const) {
      await show(withEvidence, { language });
      sides[language] = await page
        .locator('.post > blockquote > p:not(.aside)')
        .evaluateAll((lines) => lines.map((line) => getComputedStyle(line).direction));
    }

    expect(sides).toEqual({ en: ['ltr', 'rtl'], ar: ['ltr', 'rtl'] });
    expect(await page.evaluate(() => getComputedStyle(document.body).direction)).toBe('rtl');
  });

  test('dark where the reader or the page wants it', async () => {
    const paper = () => page.locator('main').evaluate((card) => getComputedStyle(card).backgroundColor);
    await show(withEvidence);
    const light = await paper();
    await page.emulateMedia({ colorScheme: 'dark' });
    const dark = await paper();
    await show(withEvidence, { theme: 'light' });
    const stillLight = await paper();
    await page.emulateMedia({ colorScheme: 'light' });
    await show(withEvidence, { theme: 'dark' });

    expect(dark).not.toBe(light);
    expect([stillLight, await paper()]).toEqual([light, dark]);
  });

  test('on paper, addresses are written out and descriptions laid open', async () => {
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await show(withEvidence, { cardUrl: 'https://archive.example/embed/x' });
    const afterEvidence = await page
      .getByRole('link', { name: 'Evidence' })
      .evaluate((link) => [link.getAttribute('href'), getComputedStyle(link, '::after').content]);

    expect(afterEvidence[0]).toBe('https://archive.example/posts/x%3A1072857');
    expect(afterEvidence[1]).toContain('<https://archive.example/posts/x%3A1072857>');
    expect(await page.getByText('A walk over the bridge').isVisible()).toBe(true);
    expect(await page.locator('main').evaluate((card) => getComputedStyle(card).backgroundColor)).toBe(
      'rgb(255, 255, 255)',
    );
  });

  test('with forced colours the frame stays', async () => {
    await page.emulateMedia({ forcedColors: 'active' });
    await show(withEvidence);

    const border = await page.locator('main').evaluate((card) => getComputedStyle(card).borderTopWidth);
    expect(border).toBe('1px');
  });

  test('nothing moves by itself, pictures that would are asked for first', async () => {
    const gif = viewWith(
      captureWith({
        record: recordWith({ media: [{ ...photo('A dancing cat'), kind: 'gif' }] }),
        artifacts: [artifactWith({ name: 'media-1.gif', mediaType: 'image/gif' })],
      }),
      {},
      () => picture,
    );
    await show(gif);

    expect(await page.getByAltText('A dancing cat').isVisible()).toBe(false);
    expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
    await page.getByText('Animation: show').click();
    expect(await page.getByAltText('A dancing cat').isVisible()).toBe(true);
  });
});

/** The film is missing: players are not in these snapshots. */
const cardAsHeard = `
- main:
  - 'heading "Archived post: A Reporter" [level=1]'
  - 'figure "Archived post: A Reporter"':
    - link "A Reporter":
      - /url: https://x.com/reporter
    - text: "@reporter · X"
    - blockquote:
      - paragraph:
        - text: In reply to
        - link "@someone":
          - /url: https://x.com/someone
      - paragraph:
        - text: The bridge is open.
        - link "https://news.example/bridge":
          - /url: https://news.example/bridge
      - paragraph: فتح الجسر
    - figure:
      - img "A bridge"
    - figure:
      - img "Picture without a description"
    - figure
    - list "Poll, as of capture":
      - listitem: Yes 0% · 0
      - listitem: No 100% · 1
    - paragraph: 1 vote
    - group "Quoted post":
      - link "A Reporter":
        - /url: https://x.com/reporter
      - text: "@reporter · X"
      - blockquote:
        - paragraph: The bridge is closed.
      - figure:
        - img "A gate"
      - group: Descriptions by the author
    - group: Descriptions by the author
    - time: 12 December 2018 at 00:15 UTC
    - text: · 5 likes, 1 repost, 0 replies, 1,234 views as of capture · labelled withheld in Germany
  - paragraph: "Not held: Still picture (3 of 3): not found"
  - paragraph:
    - text: Archived
    - time: 12 December 2018
    - text: ", in part · original deleted (seen"
    - time: 3 March 2019
    - text: ) ·
    - link "Original address":
      - /url: https://x.com/reporter/status/1072857
    - text: ·
    - link "Evidence":
      - /url: /posts/x%3A1072857
      - strong: Evidence
`.trim();
