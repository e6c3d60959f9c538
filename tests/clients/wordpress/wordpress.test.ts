import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foundingPost, photosPost } from '../../../demo/sites/index.ts';
import { blockquote } from '../../../demo/sites/syndication.ts';
import { type Archive, openArchive } from '../archive.ts';
import { documentedExample } from '../documented.ts';
import { expectItsHeight, keepPicture, openReader, shownCard } from '../reader.ts';
import { startWordPress, type WordPress, whyWithoutWordPress } from './wordpress.ts';

const whyNot = await whyWithoutWordPress();
if (whyNot !== null) {
  console.warn(`skipped: ${whyNot}`);
}

describe.skipIf(whyNot !== null)('in Debian’s WordPress', () => {
  const resources = new AsyncDisposableStack();
  let archive: Archive;
  let wordPress: WordPress;
  let browser: Browser;

  beforeAll(async () => {
    archive = resources.use(await openArchive());
    wordPress = resources.use(await startWordPress());
    browser = await openReader();
    resources.defer(() => browser.close());
  });
  afterAll(async () => {
    await resources.disposeAsync();
  });

  async function read(url: string) {
    const page = await browser.newPage({ viewport: { width: 900, height: 1200 } });
    await page.goto(url);
    return page;
  }

  test('a pasted card URL becomes a frame at its height, of a provider that nobody registered', async () => {
    const { url } = await wordPress.publish({
      title: 'Discovered',
      content: embedBlock(archive.gone.embedUrl),
    });
    await using page = await read(url);
    const card = await shownCard(browser, page, archive.world.baseUrl);
    await keepPicture(page, 'wordpress-discovered');
    expect(card.sandbox).toBe('allow-scripts');
    expect(card.text).toContain('liberated the city center');
    expectItsHeight(card);
  });

  test('and of one that the documented lines register', async () => {
    await wordPress.putPlugin(
      'archive',
      await documentedExample('WordPress', 'wp_oembed_add_provider', archive.world.baseUrl),
    );
    const { url } = await wordPress.publish({
      title: 'Registered',
      content: embedBlock(archive.living.embedUrl),
    });
    await using page = await read(url);
    const card = await shownCard(browser, page, archive.world.baseUrl);
    await keepPicture(page, 'wordpress-registered');
    expect(card.sandbox).toContain('allow-popups');
    expectItsHeight(card);
  });

  test('the documented lines load the script, which puts a card where a post is gone', async () => {
    const content = [foundingPost, photosPost]
      .map(({ post }) => `<!-- wp:html -->\n${blockquote(post)}\n<!-- /wp:html -->`)
      .join('\n\n');
    const { url } = await wordPress.publish({ title: 'What was said that spring', content });
    await using page = await read(url);
    const card = await shownCard(browser, page, archive.world.baseUrl);
    await keepPicture(page, 'wordpress-script');
    expect(card.text).toContain('liberated the city center');
    expectItsHeight(card);
    expect(await page.locator('blockquote.twitter-tweet').count()).toBe(1);
  });
});

/** As the block editor stores a pasted URL. */
function embedBlock(url: string): string {
  return `<!-- wp:embed {"url":"${url}"} -->
<figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
${url}
</div></figure>
<!-- /wp:embed -->`;
}
