import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foundingPost, photosPost } from '../../../demo/sites/index.ts';
import { blockquote } from '../../../demo/sites/syndication.ts';
import { type Archive, openArchive } from '../archive.ts';
import { documentedExample } from '../documented.ts';
import { whyWithout } from '../parts.ts';
import { expectItsHeight, keepPicture, openReader, shownCard } from '../reader.ts';
import { type Ghost, startGhost } from './ghost.ts';
import { ghostPart } from './install.ts';

const whyNot = whyWithout(ghostPart);
if (whyNot !== null) {
  console.warn(`skipped: ${whyNot}`);
}

interface Bookmark {
  type: string;
  url: string;
  metadata: Record<string, string | null>;
}

describe.skipIf(whyNot !== null)('in Ghost', () => {
  const resources = new AsyncDisposableStack();
  let archive: Archive;
  let ghost: Ghost;
  let browser: Browser;

  beforeAll(async () => {
    archive = resources.use(await openArchive());
    ghost = resources.use(await startGhost());
    browser = await openReader();
    resources.defer(() => browser.close());
  });
  afterAll(async () => {
    await resources.disposeAsync();
  });

  test('a pasted card URL becomes a bookmark that says what was posted', async () => {
    const { embedUrl, text } = archive.gone;
    const picture = await madePicture(`${embedUrl}.png`);
    // As its editor asks when something is pasted.
    const query = new URLSearchParams({ url: embedUrl });
    const made = await ghost.owner.admin<Bookmark>('GET', `/oembed/?${query}`);
    expect(made).toMatchObject({
      type: 'bookmark',
      url: embedUrl,
      metadata: { title: 'Archived post: Mustafa Bali', description: text.replace('\n', ' ') },
    });
    const thumbnail = await fetch(made.metadata.thumbnail ?? '');
    expect(Buffer.from(await thumbnail.arrayBuffer()).equals(picture)).toBe(true);
  });

  /** Asked for first, it is not made yet. */
  async function madePicture(url: string): Promise<Buffer> {
    await expect.poll(async () => (await fetch(url)).status, { timeout: 30_000 }).toBe(200);
    return Buffer.from(await (await fetch(url)).arrayBuffer());
  }

  test('the documented script in its footer puts a card where a post is gone', async () => {
    const script = await documentedExample('Ghost', 'embed.js', archive.world.baseUrl);
    await ghost.owner.admin('PUT', '/settings/', {
      settings: [{ key: 'codeinjection_foot', value: script }],
    });
    const html = [foundingPost, photosPost]
      .map(({ post }) => `<!--kg-card-begin: html-->${blockquote(post)}<!--kg-card-end: html-->`)
      .join('\n');
    const { url } = await ghost.publish({ title: 'What was said that spring', html });
    await using page = await browser.newPage({ viewport: { width: 900, height: 1200 } });
    await page.goto(url);
    const card = await shownCard(browser, page, archive.world.baseUrl);
    await keepPicture(page, 'ghost');

    expect(card.text).toContain('liberated the city center');
    expectItsHeight(card);
    expect(await page.locator('blockquote.twitter-tweet').count()).toBe(1);
  });
});
