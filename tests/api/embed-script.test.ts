import { createServer, type Server } from 'node:http';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Browser, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findChromium } from '#capture/browser/find-chromium.ts';
import { capturePost } from './captured.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

let service: TestService;
let archive: string;
let browser: Browser;
let articles: Articles;
beforeAll(async () => {
  const first = await startTestService();
  service = await first.variant({ publicUrl: null });
  const close = service[Symbol.asyncDispose];
  service[Symbol.asyncDispose] = async () => {
    await close();
    await first[Symbol.asyncDispose]();
  };
  archive = await service.app.listen({ host: '127.0.0.1', port: 0 });
  articles = await serveArticles();
  browser = await chromium.launch({ executablePath: findChromium(null)?.path ?? '' });
  await capturePost(service, { url: x('1'), state: 'deleted', record: { text: 'Words that are gone' } });
  await capturePost(service, { url: x('2'), state: 'live' });
  await capturePost(service, { url: x('3'), state: 'deleted' });
  await service.inject({ method: 'PATCH', url: `/v1/posts/x:${id('3')}`, payload: { restricted: true } });
}, startTimeoutMs);
afterAll(async () => {
  await browser.close();
  articles.server.close();
  await service[Symbol.asyncDispose]();
});

const id = (ending: string) => `107285700000000090${ending}`;
const x = (ending: string) => `https://twitter.com/reporter/status/${id(ending)}`;
const tweet = (ending: string, attributes = '') =>
  `<blockquote class="twitter-tweet"${attributes}><p>Words</p>&mdash; R (@reporter) <a href="${x(ending)}?ref_src=twsrc">now</a></blockquote>`;
const script = (attributes = '') => `<script async src="${archive}/embed.js" ${attributes}></script>`;

describe('in an article', () => {
  test('cards take the places of the posts that are gone, and of no others', async () => {
    const page = await browser.newPage();
    const asked = resolutions(page);
    const media = page.waitForResponse((response) => response.url().includes('/media/media-1.jpg'));
    const said = consoleOf(page);
    await open(
      page,
      `<main style="width:480px"><p>Before</p>${tweet('1', ' id="first" align="center"')}${tweet('2')}${tweet('3')}${tweet('4')}<p id="after">After</p></main>${script()}`,
    );
    const frame = page.locator('iframe');
    await frame.waitFor();

    expect(await frame.getAttribute('id')).toBe('first');
    expect(await frame.getAttribute('data-originalurl')).toBe(`${x('1')}?ref_src=twsrc`);
    expect(await page.locator('blockquote').count()).toBe(3);
    expect(asked).toEqual([[1, 2, 3, 4].map((ending) => `${x(String(ending))}?ref_src=twsrc`)]);
    // In its opaque origin the card shows its words and asks for its picture.
    expect(await page.frameLocator('iframe').locator('blockquote').textContent()).toBe('Words that are gone');
    expect((await media).status()).toBe(200);
    expect(said).toEqual([]);
    await page.close();
  });

  test('nothing moves once a card has its place', async () => {
    const page = await browser.newPage();
    await open(page, `<main style="width:360px">${tweet('1')}<p id="after">After</p></main>${script()}`);
    const placed = await page.evaluate(
      () =>
        new Promise<number>((resolve) => {
          const top = () => document.querySelector('#after')?.getBoundingClientRect().top ?? -1;
          if (document.querySelector('iframe')) resolve(top());
          addEventListener('embed-archiver:replaced', () => resolve(top()));
        }),
    );
    // The card has told its own height by then.
    await page.frameLocator('iframe').locator('footer').waitFor();
    const card = page.frames()[1];
    await card?.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));

    expect(await page.evaluate(() => document.querySelector('#after')?.getBoundingClientRect().top)).toBe(
      placed,
    );
    expect(await card?.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true);
    await page.close();
  });

  test('what comes later is looked at, too, and what was asked is not asked again', async () => {
    const page = await browser.newPage();
    const asked = resolutions(page);
    await open(page, `<main></main>${script()}`);
    await page.waitForFunction(() => 'embedArchiver' in window);
    const show = (markup: string) =>
      page.evaluate((html) => {
        const main = document.querySelector('main');
        if (main) main.innerHTML = html;
      }, markup);
    await show(tweet('1'));
    await page.locator('iframe').waitFor();
    await show('<p>Another page</p>');
    await show(tweet('1'));
    await page.locator('iframe').waitFor();

    expect(asked).toHaveLength(1);
    await page.close();
  });

  test('a page may keep its embeds, or have all of them from the archive', async () => {
    const page = await browser.newPage();
    await open(
      page,
      `${tweet('1')}${tweet('2')}<script>addEventListener('embed-archiver:replace', (event) => event.detail.gone && event.preventDefault())</script>${script('data-mode="always" data-title="Archivé"')}`,
    );
    await page.locator('iframe').waitFor();

    expect(await page.locator('iframe').getAttribute('data-state')).toBe('live');
    expect(await page.locator('iframe').getAttribute('title')).toBe('Archivé');
    expect(await page.locator('blockquote').count()).toBe(1);
    await page.close();
  });

  test('a page may be left as it is, though the script is on it', async () => {
    const page = await browser.newPage();
    const asked = resolutions(page);
    await open(page, `${tweet('1')}${script('data-mode="never"')}`);
    await page.waitForFunction(() => 'embedArchiver' in window);
    await page.evaluate('embedArchiver.scan()');

    expect(asked).toEqual([]);
    expect(await page.locator('iframe').count()).toBe(0);
    await page.close();
  });

  test('cards speak the article’s language and have its colours, or those that are asked for', async () => {
    const page = await browser.newPage({ colorScheme: 'dark' });
    const cardOf = async (attributes: string, style = '') => {
      await open(page, `${style}${tweet('1')}${script(attributes)}`);
      const frame = page.locator('iframe');
      await frame.waitFor();
      const { searchParams } = new URL((await frame.getAttribute('src')) ?? '');
      const scheme = await frame.evaluate((element) => getComputedStyle(element).colorScheme);
      return [searchParams.get('lang'), searchParams.get('theme'), scheme];
    };
    const title = () => page.locator('iframe').getAttribute('title');

    expect(await cardOf('')).toEqual(['en', 'light', 'light']);
    expect(await title()).toBe('Archived post: A Reporter');
    const darkToo = '<style>:root{color-scheme:light dark}</style>';
    expect(await cardOf('', darkToo)).toEqual(['en', 'auto', 'light dark']);
    expect(await cardOf('data-lang="ar" data-theme="dark"', darkToo)).toEqual(['ar', 'dark', 'dark']);
    expect(await title()).not.toContain('Archived');
    await page.close();
  });

  test('a quotation of our own is a card, whatever became of the original', async () => {
    const page = await browser.newPage();
    const cite = (ending: string) =>
      `<blockquote class="archived-embed" cite="${x(ending)}">Words</blockquote>`;
    await open(page, `${cite('2')}${cite('4')}${script()}`);
    await page.locator('iframe').waitFor();

    expect(await page.locator('iframe').getAttribute('data-state')).toBe('live');
    expect(await page.locator('blockquote').count()).toBe(1);
    await page.close();
  });

  test('with the archive down the article is as without it', async () => {
    const page = await browser.newPage();
    const failures: string[] = [];
    page.on('pageerror', (error) => failures.push(error.message));
    await page.route('**/embed/resolve', (route) => route.fulfill({ status: 503, body: 'down' }));
    const article = `<main>${tweet('1')}<p>After</p></main>`;
    await open(page, article + script());
    await page.waitForFunction(() => 'embedArchiver' in window);
    await page.evaluate('embedArchiver.scan()');

    expect(await page.evaluate(() => document.querySelector('main')?.outerHTML)).toBe(
      article.replace('&mdash;', '—'),
    );
    expect(failures).toEqual([]);
    await page.close();
  });

  test('the strictest policy that names the archive is enough', async () => {
    const page = await browser.newPage();
    const said = consoleOf(page);
    await open(
      page,
      `${tweet('1')}${script()}`,
      `default-src 'none'; script-src ${archive}; connect-src ${archive}; frame-src ${archive}`,
    );
    await page.frameLocator('iframe').locator('footer').waitFor();

    expect(said).toEqual([]);
    await page.close();
  });
});

test('what platforms’ scripts have drawn is replaced whole, and once', async () => {
  const page = await browser.newPage();
  await page.route('**/embed/resolve', async (route) => {
    const { urls }: { urls: string[] } = JSON.parse(route.request().postData() ?? '{}');
    const card = { state: 'deleted', gone: true, embedUrl: `${archive}/embed/x:${id('1')}`, height: 900 };
    await route.fulfill({
      json: urls.map((url) => ({ url, postId: null, width: 550, ...card })),
      headers: { 'access-control-allow-origin': '*' },
    });
  });
  await page.route(/^https:/, (route) => route.fulfill({ body: '' }));
  const telegram = (post: string) =>
    `<iframe id="telegram-post-${post.replace('/', '-')}" src="https://t.me/${post}?embed=1"></iframe><script data-telegram-post="${post}"></script>`;
  await open(
    page,
    `<div id="tweet" class="twitter-tweet twitter-tweet-rendered" style="margin: 10px auto; width: 400px"><iframe data-tweet-id="2" src="https://platform.twitter.com/embed/Tweet.html?id=2"></iframe></div>
     <div id="film" style="position: relative; height: 0; padding-top: 56.25%"><iframe style="position: absolute; top: 0" src="https://www.youtube.com/embed/abcdefghijk"></iframe></div>
     <div id="messages"><p>Between</p>${telegram('durov/8')}${telegram('durov/9')}</div>${script()}`,
  );
  await page.waitForFunction(() => document.querySelectorAll('iframe[data-originalurl]').length === 4);

  const frames = () =>
    page.evaluate(() =>
      Array.from(document.querySelectorAll('iframe'), ({ id, dataset, clientHeight, style }) => [
        ...[id, dataset.originalurl, clientHeight, style.marginLeft],
      ]),
    );
  const cards = [
    ['tweet', 'https://x.com/i/status/2', 900, 'auto'],
    ['film', 'https://www.youtube.com/embed/abcdefghijk', 900, ''],
    ['', 'https://t.me/durov/8', 900, ''],
    ['', 'https://t.me/durov/9', 900, ''],
  ];
  expect(await frames()).toEqual(cards);
  // The widget's own script comes late and draws once more.
  await page.evaluate(() => {
    const frame = document.createElement('iframe');
    frame.src = 'https://t.me/durov/8?embed=1';
    document.querySelector('#messages')?.prepend(frame);
  });
  await page.evaluate('embedArchiver.scan()');
  expect(await frames()).toEqual(cards);
  await page.close();
});

test('the embeds of every platform are found', async () => {
  const page = await browser.newPage();
  await page.route(/^https:/, (route) => route.abort());
  const forms: Record<string, string> = {
    'https://twitter.com/a/status/1': tweetLink('https://twitter.com/a/status/1'),
    'https://x.com/i/status/2':
      '<div class="twitter-tweet twitter-tweet-rendered"><iframe data-tweet-id="2" src="https://platform.twitter.com/embed/Tweet.html?id=2"></iframe></div>',
    'https://www.instagram.com/p/Ca/':
      '<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/Ca/"><a href="https://www.instagram.com/p/Ca/">View</a></blockquote>',
    'https://www.tiktok.com/@a/video/3':
      '<blockquote class="tiktok-embed" cite="https://www.tiktok.com/@a/video/3" data-video-id="3"><iframe src="https://www.tiktok.com/embed/v2/3"></iframe></blockquote>',
    'https://www.reddit.com/r/a/comments/b/c/':
      '<blockquote class="reddit-embed-bq"><a href="https://www.reddit.com/r/a/comments/b/c/">T</a> by <a href="https://www.reddit.com/user/u/">u</a></blockquote>',
    'https://www.facebook.com/a/posts/4':
      '<div class="fb-post" data-href="https://www.facebook.com/a/posts/4"><span><iframe src="https://www.facebook.com/plugins/post.php?href=x"></iframe></span></div>',
    'https://www.facebook.com/a/videos/5':
      '<div class="fb-video" data-href="https://www.facebook.com/a/videos/5"></div>',
    'https://bsky.app/profile/did:plc:abc/post/3k':
      '<blockquote class="bluesky-embed" data-bluesky-uri="at://did:plc:abc/app.bsky.feed.post/3k" data-bluesky-cid="b"></blockquote>',
    'https://mastodon.social/@a/6/embed':
      '<blockquote class="mastodon-embed" data-embed-url="https://mastodon.social/@a/6/embed"></blockquote>',
    'https://mastodon.social/@a/7/embed':
      '<iframe class="mastodon-embed" src="https://mastodon.social/@a/7/embed"></iframe>',
    'https://vk.com/wall-1_45616': '<div id="vk_post_-1_45616"></div>',
    'https://t.me/durov/8': '<script async data-telegram-post="durov/8" data-width="100%"></script>',
    'https://www.threads.net/@a/post/Cb':
      '<blockquote class="text-post-media" data-text-post-permalink="https://www.threads.net/@a/post/Cb"></blockquote>',
    'https://www.youtube.com/watch?v=dQw4w9WgXcQ': '<lite-youtube videoid="dQw4w9WgXcQ"></lite-youtube>',
    ...Object.fromEntries(
      [
        'https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ',
        'https://player.vimeo.com/video/9',
        'https://geo.dailymotion.com/player.html?video=x8',
        'https://www.dailymotion.com/embed/video/x9',
        'https://streamable.com/e/ab',
        'https://clips.twitch.tv/embed?clip=Ab',
        'https://player.twitch.tv/?video=v1',
        'https://embed.reddit.com/r/a/comments/d/e/',
        'https://peertube.example/videos/embed/uuid',
        'https://truthsocial.com/@a/10/embed',
        'https://www.linkedin.com/embed/feed/update/urn:li:share:11',
        'https://vk.com/video_ext.php?oid=-1&id=12',
      ].map((url) => [url, `<iframe src="${url.replaceAll('&', '&amp;')}"></iframe>`]),
    ),
    'https://www.youtube.com/embed/abcdefghijk':
      '<iframe src="about:blank" data-src="https://www.youtube.com/embed/abcdefghijk"></iframe>',
  };
  const others =
    '<iframe src="https://ads.example/frame"></iframe><iframe src="/own"></iframe><blockquote><a href="https://x.com/a/status/99">a</a></blockquote><div class="fb-post"></div>';
  const [request] = await Promise.all([
    page.waitForRequest((sent) => sent.method() === 'POST'),
    open(page, Object.values(forms).join('\n') + others + script()),
  ]);
  const asked: string[] = JSON.parse(request.postData() ?? '{}').urls;

  expect(asked.toSorted()).toEqual(Object.keys(forms).toSorted());
  await page.close();
});

test('the script weighs little, and lasts an hour', async () => {
  const response = await service.app.inject({ url: '/embed.js', headers: { 'accept-encoding': 'gzip, br' } });

  expect(response.headers['content-encoding']).toBe('gzip');
  expect(response.headers['access-control-allow-origin']).toBe('*');
  expect(response.headers['cache-control']).toBe('public, max-age=3600');
  const source = gunzipSync(response.rawPayload);
  expect(source.equals((await service.app.inject({ url: '/embed.js' })).rawPayload)).toBe(true);
  expect(gzipSync(source, { level: 9 }).length).toBeLessThan(6 * 1024);
});

test('a framed card tells its height in the words of every host, from an origin of its own', async () => {
  const page = await browser.newPage();
  await open(
    page,
    `<script>heard = []; addEventListener('message', ({ data, origin }) => heard.push({ data, origin }))</script>
     <iframe sandbox="allow-scripts" width="400" height="50" src="${archive}/embed/x:${id('1')}?format=frame&id=7#?secret=Abc"></iframe>`,
  );
  await page.waitForFunction('heard.length >= 4');
  const heard: unknown = await page.evaluate('heard.slice(0, 4)');
  const height = await page.frames()[1]?.evaluate(() => {
    document.documentElement.classList.remove('framed');
    return Math.ceil(document.body.getBoundingClientRect().height);
  });

  const src = `${archive}/embed/x:${id('1')}?format=frame&id=7#?secret=Abc`;
  expect(heard).toEqual(
    [
      { message: 'height', value: height, secret: 'Abc' },
      { id: '7', height },
      { sentinel: 'amp', type: 'embed-size', height },
      JSON.stringify({ src, context: 'iframe.resize', height }),
    ].map((data) => ({ data, origin: 'null' })),
  );
  await page.close();
});

interface Articles {
  server: Server;
  url: string;
  next: { body: string; policy: string | null };
}

async function serveArticles(): Promise<Articles> {
  const next: Articles['next'] = { body: '', policy: null };
  const server = createServer((request, response) => {
    const isArticle = request.url === '/article';
    response.writeHead(isArticle ? 200 : 404, {
      'content-type': 'text/html; charset=utf-8',
      ...(next.policy === null ? {} : { 'content-security-policy': next.policy }),
    });
    response.end(isArticle ? `<!doctype html><html lang="en">${next.body}` : '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { server, url: `http://localhost:${port}/article`, next };
}

async function open(page: Page, body: string, policy: string | null = null): Promise<void> {
  articles.next.body = body;
  articles.next.policy = policy;
  await page.goto(articles.url, { waitUntil: 'domcontentloaded' });
}

function resolutions(page: Page): string[][] {
  const asked: string[][] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/embed/resolve')) {
      asked.push(JSON.parse(request.postData() ?? '{}').urls);
    }
  });
  return asked;
}

function consoleOf(page: Page): string[] {
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  return said;
}

function tweetLink(url: string): string {
  return `<blockquote class="twitter-tweet"><a href="https://twitter.com/hashtag/b">#b</a> <a href="${url}">now</a></blockquote>`;
}
