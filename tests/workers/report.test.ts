import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '#domain/clock.ts';
import { findEmbeds } from '#embeds/find-embeds.ts';
import { createLogger } from '#logger.ts';
import { identify, platformFor } from '#platforms/registry.ts';
import { oembed, tweetResult } from '../../demo/sites/syndication.ts';
import { reportTick } from '../../src/workers/report-tick.ts';
import { capturePost } from '../api/captured.ts';
import { adminKey, startTestService, startTimeoutMs, type TestService } from '../api/service.ts';
import { SmallWeb } from '../support/small-web.ts';
import { aPost, blockquote } from '../world/world-of-posts.ts';

const site = 'https://news.example';

let service: TestService;
let web: SmallWeb;

beforeAll(async () => {
  service = await startTestService();
}, startTimeoutMs);
afterAll(() => service?.[Symbol.asyncDispose]());
beforeEach(() => {
  web = new SmallWeb();
});

const living = aPost(1);
const kept = aPost(2);
const lost = aPost(3);

function publish(path: string, ...posts: (typeof living)[]): void {
  const embeds = posts.map((post) => blockquote(post)).join('\n');
  web.pages.set(
    `${site}${path}`,
    `<!doctype html><p>Words.</p>${embeds}<a href="https://x.com/i/status/5">link</a>`,
  );
}

/** X answers for the posts that live; for all others it says 404, as it does of deleted ones. */
function live(...posts: (typeof living)[]): void {
  const answer = web.fetch;
  const byUrl = (url: string) => posts.find(({ id }) => decodeURIComponent(url).includes(id));
  Object.defineProperty(web, 'fetch', {
    value: async (...[url, ...rest]: Parameters<typeof answer>) => {
      const post = byUrl(url);
      const { hostname } = new URL(url);
      if (post !== undefined && hostname === 'cdn.syndication.twimg.com') {
        web.pages.set(url, json(tweetResult(post)));
      } else if (post !== undefined && hostname === 'publish.twitter.com') {
        web.pages.set(url, json(oembed(post)));
      }
      return answer(url, ...rest);
    },
  });
}

function json(value: unknown) {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

interface Report {
  id: string;
  status: string;
  error: string | null;
  leftOut: number;
  articles: { total: number; done: number; failed: number };
  embeds: Record<string, number>;
  items: {
    url: string;
    status: string;
    error: string | null;
    submissionId: string | null;
    embeds: { postId: string; verdict: string; state: string; held: string; detail: string | null }[];
  }[];
}

async function ask(body: unknown): Promise<Report> {
  const asked = await service.post('/v1/reports', body);
  expect(asked.statusCode, asked.body).toBe(202);
  await turns();
  return read(asked.json<Report>().id);
}

/** As many as the ways that a report goes through: its listing, its articles, its posts. */
async function turns(count = 3): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await turnUntil(AbortSignal.timeout(20_000));
  }
}

function turnUntil(signal: AbortSignal): Promise<void> {
  const tick = reportTick({
    ...{ catalogue: service.catalogue, clock: systemClock, platformFor, findEmbeds },
    logger: createLogger({ level: 'silent', pretty: false }),
    identify: (url) => identify(new URL(url)),
    openScope: () => ({ fetch: web.fetch, async [Symbol.asyncDispose]() {} }),
    publishOutbox: async () => {},
  });
  return tick(signal);
}

async function read(id: string): Promise<Report> {
  const answer = await service.inject({ url: `/v1/reports/${id}` });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

describe('a damage report', () => {
  test('tells of each embed whether it lives, is archived, or is lost, and archives nothing', async () => {
    await capturePost(service, { url: `https://x.com/i/status/${kept.id}`, state: 'live' });
    publish('/one', living, kept);
    publish('/two', lost, living);
    live(living);
    const before = await countSubmissions();
    const report = await ask({ urls: [`${site}/one`, `${site}/two`, `${site}/gone`, `${site}/one`] });

    expect(report).toMatchObject({
      status: 'done',
      articles: { total: 3, done: 3, failed: 1 },
      embeds: { total: 4, dead: 1, lost: 1, archived: 0, living: 3, unheld: 2, unknown: 0, waiting: 0 },
    });
    const [one, two, gone] = report.items;
    expect(one?.embeds.map(({ postId, verdict, held }) => [postId, verdict, held])).toEqual([
      [`x:${living.id}`, 'living', 'nothing'],
      // The archive saw it a moment ago, so X is not asked.
      [`x:${kept.id}`, 'living', 'capture'],
    ]);
    expect(two?.embeds.map(({ postId, verdict }) => [postId, verdict])).toEqual([
      [`x:${lost.id}`, 'lost'],
      [`x:${living.id}`, 'living'],
    ]);
    expect(two?.embeds[0]?.detail).toContain('not-found');
    expect(gone).toMatchObject({ status: 'failed', error: expect.stringContaining('404'), embeds: [] });
    expect(web.asked.filter((url) => url.includes(kept.id))).toEqual([]);
    expect(web.asked.filter((url) => url.includes(living.id))).toHaveLength(2);
    expect(await countSubmissions()).toBe(before);
  });

  test('calls archived what is gone and held', async () => {
    const post = aPost(4);
    await capturePost(service, { url: `https://x.com/i/status/${post.id}`, state: 'deleted' });
    publish('/four', post);
    const report = await ask({ urls: [`${site}/four`] });
    expect(report.embeds).toMatchObject({ dead: 1, archived: 1, lost: 0 });
  });

  test('reads feeds, the newest articles first, and says how many it left out', async () => {
    publish('/a', lost);
    web.pages.set(`${site}/feed`, {
      headers: { 'content-type': 'application/rss+xml' },
      body: `<rss><channel>${['/a', '/b', '/c']
        .map((path) => `<item><guid isPermaLink="false">7${path}</guid><link>${site}${path}</link></item>`)
        .join('')}</channel></rss>`,
    });
    const report = await ask({ feed: `${site}/feed`, mostArticles: 1 });
    expect(report).toMatchObject({ leftOut: 2, articles: { total: 1 }, embeds: { lost: 1 } });
    expect(report.items.map(({ url }) => url)).toEqual([`${site}/a`]);
  });

  test('reads sitemap indices and gzipped sitemaps, what changed last first', async () => {
    publish('/new', lost);
    publish('/old', living);
    live(living);
    const pages = [
      `<url><loc>${site}/old</loc><lastmod>2019-01-01</lastmod></url>`,
      `<url><loc>${site}/new</loc><lastmod>2024-01-01</lastmod><image:image><image:loc>x</image:loc></image:image></url>`,
    ].join('');
    web.pages.set(
      `${site}/sitemap.xml`,
      `<sitemapindex><sitemap><loc>${site}/s.xml.gz</loc></sitemap></sitemapindex>`,
    );
    web.pages.set(`${site}/s.xml.gz`, {
      headers: { 'content-type': 'application/x-gzip' },
      body: gzipSync(`<?xml version="1.0"?><urlset>${pages}</urlset>`),
    });
    const report = await ask({ sitemap: `${site}/sitemap.xml` });
    expect(report.items.map(({ url }) => url)).toEqual([`${site}/new`, `${site}/old`]);
    expect(report.embeds).toMatchObject({ lost: 1, living: 1 });
  });

  test('ends with the reason where the feed is none', async () => {
    web.pages.set(`${site}/page`, '<!doctype html><p>no feed</p>');
    expect(await ask({ feed: `${site}/page` })).toMatchObject({
      status: 'done',
      error: expect.stringContaining('is no feed'),
      items: [],
    });
  });

  test('archives what it finds where that is asked for, once', async () => {
    publish('/archive', lost);
    const report = await ask({ urls: [`${site}/archive`], archive: true });
    const submissionId = report.items[0]?.submissionId;
    const submission = await service.inject({ url: `/v1/submissions/${submissionId}` });
    expect(submission.json()).toMatchObject({
      url: `${site}/archive`,
      note: `Found by the report ${report.id}`,
      embeds: [{ postId: `x:${lost.id}`, captureStatus: 'waiting' }],
    });
  });

  test('is CSV that spreadsheets open, and formulas in it do nothing', async () => {
    web.pages.set(
      `${site}/evil`,
      `<blockquote class="twitter-tweet"><p>=HYPERLINK("https://evil.example")</p>&mdash; A (@a)
       <a href="https://twitter.com/a/status/${lost.id}">May 3, 2024</a></blockquote>`,
    );
    const report = await ask({ urls: [`${site}/evil`] });
    const byQuery = await service.inject({ url: `/v1/reports/${report.id}?format=csv` });
    const byHeader = await service.inject({
      url: `/v1/reports/${report.id}`,
      headers: { accept: 'text/csv' },
    });
    expect(byHeader.body).toBe(byQuery.body);
    expect(byQuery.headers['content-type']).toContain('text/csv');
    expect(byQuery.body).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
    expect(byQuery.body.split('\r\n')).toHaveLength(3);
  });

  test('is asked for and read on pages, where what an article says is only said', async () => {
    const form = (path: string, fields: Record<string, string>, cookie = '') =>
      service.app.inject({
        ...{ method: 'POST', url: path, payload: new URLSearchParams(fields).toString() },
        headers: {
          ...{ cookie, 'sec-fetch-site': 'same-origin' },
          'content-type': 'application/x-www-form-urlencoded',
        },
      });
    const [session] = (await form('/sign-in', { key: adminKey })).cookies;
    const cookie = `${session?.name}=${session?.value}`;
    web.pages.set(
      `${site}/page`,
      `<blockquote class="twitter-tweet"><p>&lt;script&gt;alert(1)&lt;/script&gt;</p>&mdash; A (@a)
       <a href="https://twitter.com/a/status/${lost.id}">May 3, 2024</a></blockquote>`,
    );
    const asked = await form('/reports', { kind: 'urls', addresses: `${site}/page\n${site}/none` }, cookie);
    expect(asked.statusCode, asked.body).toBe(303);
    await turns();
    const page = await service.app.inject({ url: String(asked.headers.location), headers: { cookie } });
    expect(page.body).toContain('1 dead embed of 1 in 2 articles; 1 article could not be read.');
    expect(page.body).toContain('&lt;script&gt;alert(1)');
    expect(page.body).not.toContain('<script>alert(1)');
    const list = await service.app.inject({ url: '/reports', headers: { cookie } });
    expect(list.body).toContain('>2 articles</a>');
    const refused = await form('/reports', { kind: 'feed', addresses: 'nonsense' }, cookie);
    expect(refused.statusCode).toBe(400);
    expect(refused.body).toContain('not a URL');
    expect((await service.app.inject({ url: '/reports' })).statusCode, 'to whoever is not signed in').toBe(
      303,
    );
  });

  test.each([
    [{}, 'exactly one'],
    [{ urls: ['https://a.example'], feed: 'https://a.example' }, 'exactly one'],
    [{ urls: ['http://127.0.0.1/'] }, 'urls.0'],
    [{ sitemap: 'ftp://a.example/' }, 'sitemap'],
    [{ feed: 'https://a.example', mostArticles: 5000 }, '1000 or less'],
  ])('is refused in words: %j', async (body, words) => {
    const answer = await service.post('/v1/reports', body);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain(words);
  });

  test('goes on where a turn ended, and is listed', async () => {
    publish('/on', living);
    live(living);
    const asked = await service.post('/v1/reports', { urls: [`${site}/on`] });
    const { id } = asked.json<Report>();
    await turnUntil(AbortSignal.abort(new Error('the worker stops')));
    expect(await read(id)).toMatchObject({ status: 'waiting', articles: { done: 0 } });
    await turns();
    expect(await read(id)).toMatchObject({ status: 'done', embeds: { living: 1 } });
    const list = await service.inject({ url: '/v1/reports?limit=1' });
    expect(list.json()).toMatchObject({ items: [{ id }] });
    expect((await service.inject({ method: 'DELETE', url: `/v1/reports/${id}` })).statusCode).toBe(204);
    expect((await service.inject({ url: `/v1/reports/${id}` })).statusCode).toBe(404);
  });
});

async function countSubmissions(): Promise<number> {
  const list = await service.inject({ url: '/v1/submissions?limit=100' });
  return list.json<{ items: unknown[] }>().items.length;
}
