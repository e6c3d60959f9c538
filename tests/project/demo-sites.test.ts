import { chromium } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { identify } from '#platforms/x/urls.ts';
import { createDemoWeb, foundingPost, photosPost, quotingPost } from '../../demo/sites/index.ts';
import { type RecordedWeb, startRecordedWeb } from '../support/recorded-web/recorded-web.ts';

/** The demo's web must look like the real one to whoever reads it: these are the ways in which it is read. */
const demoWeb = await createDemoWeb();
let recorded: RecordedWeb;

beforeAll(async () => {
  recorded = await startRecordedWeb({ sites: demoWeb.sites });
});
afterAll(() => recorded[Symbol.asyncDispose]());

async function ask(url: string, headers: Record<string, string> = {}) {
  const answer = await recorded.answer({ method: 'GET', url: new URL(url), headers, body: new Uint8Array() });
  return { status: 200, headers: {}, ...answer, text: String(answer.body ?? '') };
}

describe("the demo's X", () => {
  test('leads from the article’s short link to the post, by redirect and by page', async () => {
    const first = await ask('https://pic.twitter.com/0PbFPhQz2l');
    const second = await ask(first.headers.location ?? '', { 'user-agent': 'node' });
    const page = await ask(first.headers.location ?? '', { 'user-agent': 'Mozilla/5.0' });

    expect(identify(new URL(second.headers.location ?? ''))?.postId).toBe(foundingPost.postId);
    expect(page.status).toBe(200);
    expect(page.text).toContain(`0;URL=${second.headers.location}`);
  });

  test('dates its ids as the posts say', () => {
    expect(foundingPost.post.createdAt).toBe('2018-12-12T14:12:45.456Z');
    expect(photosPost.post.createdAt).toMatch(/^2024-05-03T/);
  });

  test('says on two independent end points that a post is gone, and forgets nothing else', async () => {
    const syndication = `https://cdn.syndication.twimg.com/tweet-result?token=a&id=${photosPost.id}`;
    const oembed = `https://publish.twitter.com/oembed?url=https://twitter.com/i/status/${photosPost.id}`;
    expect(JSON.parse((await ask(syndication)).text).mediaDetails).toHaveLength(2);
    expect(JSON.parse((await ask(oembed)).text).url).toContain(photosPost.id);

    demoWeb.deletePost(photosPost.id);

    expect(JSON.parse((await ask(syndication)).text).tombstone.text.text).toMatch(
      /deleted by the Post author/,
    );
    expect((await ask(oembed)).status).toBe(404);
    const quoting = await ask(`https://cdn.syndication.twimg.com/tweet-result?token=a&id=${quotingPost.id}`);
    expect(JSON.parse(quoting.text).quoted_tweet.__typename).toBe('TweetTombstone');
    expect((await ask('https://pbs.twimg.com/media/almond-trees.jpg?name=orig')).status).toBe(200);
    demoWeb.restorePost(photosPost.id);
  });

  test('shows posts by script, and a box where one is gone', async () => {
    await using browser = await chromium.launch({
      executablePath: findChromium(null)?.path,
      proxy: { server: recorded.proxyUrl },
    });
    const page = await browser.newPage({ ignoreHTTPSErrors: true });
    const open = (id: string) => page.goto(`https://platform.twitter.com/embed/Tweet.html?id=${id}`);

    await open(quotingPost.id);
    const article = page.locator('article[role=article]').first();
    await article.waitFor();
    expect(await article.locator('[data-testid=tweetText]').first().textContent()).toBe(
      quotingPost.post.text,
    );
    expect(await article.locator('[role=link] img[alt]:not([alt=""])').count()).toBe(2);
    expect(await article.locator('time[datetime]').count()).toBe(2);

    demoWeb.deletePost(quotingPost.id);
    await open(quotingPost.id);
    await page.locator('[data-testid=error-detail]').waitFor();
    expect(await page.locator('article').count()).toBe(0);
    demoWeb.restorePost(quotingPost.id);

    await page.goto('https://www.harbour-museum.example/films/lantern-parade');
    await page.waitForFunction(() => (document.querySelector('video')?.readyState ?? 0) >= 1);
    expect(await page.evaluate(() => document.querySelector('video')?.duration)).toBeCloseTo(2, 0);
    expect(recorded.unexpected).toEqual([]);
  });
});
