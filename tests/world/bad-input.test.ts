import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { foundingPost, photosPost } from '../../demo/sites/index.ts';
import type { DemoPost } from '../../demo/sites/posts.ts';
import { pixelBomb } from '../capture/support/files.ts';
import type { RecordedAnswer, RecordedRequest } from '../support/recorded-web/recorded-web.ts';
import { createWorld, type World } from '../support/world.ts';
import {
  aPost,
  archiveOne,
  artifactOf,
  blockquote,
  demoSitesWith,
  json,
  oembed,
  reasonsOf,
  type ShownCapture,
  tweetResult,
} from './world-of-posts.ts';

/** The bad inputs that only the running system can meet: each has a clear end, and the service goes on. */
const photo = { kind: 'photo', alt: null, width: 1200, height: 800 } as const;
const bombed = aPost(1, { media: [{ ...photo, picture: 'bomb' }], shortKey: 'Bomb000001' });
const film = { kind: 'video', mediaId: '7001', width: 320, height: 180, durationMs: 2000 } as const;
const filmed = aPost(2, { media: [film], shortKey: 'Film000001' });
const slow = aPost(3);
const limited = aPost(4);
const challenged = aPost(5);
const good = aPost(6);
const posts = [bombed, filmed, slow, limited, challenged, good];

const inside = [
  'http://169.254.169.254/latest/meta-data/',
  'http://127.0.0.1:8080/admin',
  'http://10.0.0.7/',
] as const;
const hostile = 'https://www.hostile.example';
const tooManyBytes = 1_500_000;
let releaseSlow: () => void = () => {};
const slowIsReleased = new Promise<void>((resolve) => {
  releaseSlow = resolve;
});

let world: World;
/** It takes its time, which the others need not wait for. */
let endless: Promise<ShownCapture>;
beforeAll(async () => {
  const bomb = pixelBomb();
  expect(bomb.length).toBeLessThan(1_000_000);
  const sites = await demoSitesWith({
    'cdn.syndication.twimg.com': async ({ url }) => {
      const post = posts.find(({ id }) => id === url.searchParams.get('id'));
      if (post === slow) {
        await slowIsReleased;
      }
      return post === undefined ? null : (refusalOf(post) ?? json(tweetResult(post)));
    },
    'publish.twitter.com': ({ url }) => {
      const post = posts.find(({ id }) => url.searchParams.get('url')?.endsWith(id));
      return post === undefined ? null : (refusalOf(post) ?? json(oembed(post)));
    },
    'pbs.twimg.com': ({ url }) => {
      const isBomb = url.pathname === '/media/bomb.jpg';
      return isBomb ? { headers: { 'content-type': 'image/png' }, body: bomb } : null;
    },
    'video.twimg.com': ({ url }) => (url.pathname.includes('/7001/') ? largeFilm(url) : null),
    't.co': ({ url }) =>
      url.pathname === '/Inside0001' ? { status: 301, headers: { location: inside[0] } } : null,
    'www.hostile.example': hostilePage,
  });
  world = await createWorld(sites, { PATIENCE_H: '0', CAPTURE_TIMEOUT_S: '15', CAPTURE_MAX_MB: '1' });
  endless = archiveOne(world, { urls: [`${hostile}/endless`] });
  // Whoever awaits it hears of its failure.
  endless.catch(() => {});
}, 120_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

const statusUrl = (post: DemoPost) => `https://x.com/${post.author.handle}/status/${post.id}`;

describe('what leads inside', { timeout: 60_000 }, () => {
  test('an article that redirects there', async () => {
    const { submission } = await world.archive({ url: `${hostile}/redirects-inside` });

    expect(submission).toMatchObject({
      status: 'done',
      embeds: [],
      articleError: expect.stringMatching(/not a public address/),
    });
    expectNothingInside();
  });

  test('a page that redirects there', async () => {
    const capture = await archiveOne(world, { urls: [`${hostile}/redirects-inside`] });

    expect(capture.outcome).toBe('failed');
    expect(reasonsOf(capture)).toContain('127.0.0.1 is not a public address');
    expectNothingInside();
  });

  test('a page whose script goes there', async () => {
    const capture = await archiveOne(world, { urls: [`${hostile}/scripts-inside`] });

    expect(capture.outcome).toBe('partial');
    expect(reasonsOf(capture)).toMatch(/^screenshot: /);
    expect(artifactOf(capture, 'screenshot')?.source).not.toBe('browser');
    expectNothingInside();
  });

  test('a page with a film, a frame and a picture from there', async () => {
    const capture = await archiveOne(world, { urls: [`${hostile}/shows-inside`] });

    expect(capture.outcome).toBe('partial');
    expect(reasonsOf(capture)).toMatch(/media: .*not a public address/);
    expect(artifactOf(capture, 'screenshot')).toMatchObject({
      source: 'browser',
      verdict: { shows: 'expected' },
    });
    expectNothingInside();
  });

  test('a short link', async () => {
    const capture = await archiveOne(world, { url: 'https://t.co/Inside0001' });

    expect(capture.outcome).toBe('failed');
    expect(reasonsOf(capture)).toContain('169.254.169.254 is not a public address');
    expectNothingInside();
  });
});

function expectNothingInside(): void {
  const hosts = inside.map((url) => new URL(url).host);
  expect(world.web.requests.filter(({ url }) => hosts.includes(new URL(url).host))).toEqual([]);
}

describe('what never ends or is too much', { timeout: 90_000 }, () => {
  test('a page whose picture never ends is pictured without it', async () => {
    const capture = await archiveOne(world, { urls: [`${hostile}/endless-picture`] });

    expect(capture.outcome).toBe('complete');
    const text = artifactOf(capture, 'text');
    const words = await (await world.request(`/v1/captures/${capture.id}/artifacts/${text?.name}`)).text();
    expect(words).toContain('The picture of this page takes its time');
  });

  test('a picture of 256 million pixels', async () => {
    const capture = await archiveOne(world, { url: statusUrl(bombed) });

    expect(capture.outcome).toBe('partial');
    expect(reasonsOf(capture)).toMatch(/media: .*cannot be decoded.*pixel limit/);
    expect(capture.artifacts.filter(({ name }) => name.startsWith('media-'))).toEqual([]);
    expect(capture.record?.text).toBe(bombed.text);
  });

  test('a video that is larger than the cap', async () => {
    const capture = await archiveOne(world, { url: statusUrl(filmed) });

    expect(capture.outcome).toBe('partial');
    expect(reasonsOf(capture)).toMatch(/media: Video .*larger than 1000000 bytes/);
    expect(capture.artifacts.filter(({ mediaType }) => mediaType.startsWith('video/'))).toEqual([]);
    expect(artifactOf(capture, 'screenshot')).toMatchObject({
      source: 'browser',
      verdict: { shows: 'expected' },
    });
  });

  test('a body of 50 MB', async () => {
    const answer = await world.postJson<{ type: string }>('/v1/submissions', {
      text: 'a'.repeat(50_000_000),
    });

    expect(answer).toMatchObject({
      status: 413,
      body: { type: 'urn:embed-archiver:problem:body-too-large' },
    });
  });

  test('10 MB of HTML nested 100,000 deep, with an embed after it', async () => {
    const nested = '<div>'.repeat(100_000);
    const rest = ' '.repeat(10_000_000 - nested.length);
    const { submission } = await world.archive({ html: nested + rest + blockquote(foundingPost.post) });

    expect(submission.embeds).toMatchObject([{ postId: foundingPost.postId, captureStatus: 'complete' }]);
  });

  test('a page that never ends', async () => {
    const capture = await endless;

    // The browser shows what has come of it.
    expect(capture.outcome).toBe('partial');
    expect(reasonsOf(capture)).toMatch(/^record: .*unreachable.*gave no whole answer in \d+ ms$/);
    expect(artifactOf(capture, 'screenshot')).toMatchObject({
      source: 'browser',
      verdict: { shows: 'expected' },
    });
  });
});

describe('what is not there', { timeout: 60_000 }, () => {
  test('a post that never was', async () => {
    const capture = await archiveOne(world, { url: 'https://x.com/nobody/status/1786000000000000001' });

    expect(capture).toMatchObject({ outcome: 'absent', absence: 'not-found', record: null });
    const state = await world.getJson<{ state: string }>('/v1/posts/x:1786000000000000001');
    expect(state.state).toBe('not-found');
  });

  test('a short link that leads nowhere', async () => {
    const capture = await archiveOne(world, { url: 'https://t.co/Nowhere001' });

    expect(capture).toMatchObject({ outcome: 'absent', absence: 'not-found' });
  });

  test('a short link that leads nowhere, whose words an article carries', async () => {
    const text = 'The ferry is late again pic.twitter.com/Nowhere002 — Rosa Field (@rosa_field) May 3, 2024';
    const capture = await archiveOne(world, { text });

    expect(capture).toMatchObject({
      outcome: 'partial',
      source: 'quotation',
      record: { text: 'The ferry is late again' },
    });
    expect(reasonsOf(capture)).toContain('HTTP 404');
  });

  test('an article that answers 404', async () => {
    const { submission } = await world.archive({ url: `${hostile}/missing` });

    expect(submission).toMatchObject({
      status: 'done',
      embeds: [],
      articleError: 'the article answered HTTP 404',
    });
  });
});

describe('what is something else', { timeout: 60_000 }, () => {
  test('an article that is a PDF', async () => {
    const capture = await archiveOne(world, { url: `${hostile}/report.pdf` });

    expect(capture.outcome).toBe('partial');
    expect(reasonsOf(capture)).toMatch(/^screenshot: .*a file to save, not a page/);
    const raw = capture.artifacts.find(({ mediaType }) => mediaType === 'application/pdf');
    const held = await world.request(`/v1/captures/${capture.id}/artifacts/${raw?.name}`);
    expect(await held.text()).toBe(pdf);
  });

  test('an article in broken UTF-8', async () => {
    const { submission } = await world.archive({ url: `${hostile}/broken-text` });

    expect(submission.embeds.map(({ postId, captureStatus }) => [postId, captureStatus])).toEqual([
      [expect.stringMatching(/^web:/), 'complete'],
      [photosPost.postId, 'complete'],
    ]);
    const capture = await world.getJson<ShownCapture>(`/v1/captures/${submission.embeds[0]?.captureId}`);
    const text = artifactOf(capture, 'text');
    const bytes = await (
      await world.request(`/v1/captures/${capture.id}/artifacts/${text?.name}`)
    ).arrayBuffer();
    expect(new TextDecoder('utf-8', { fatal: true }).decode(bytes)).toContain('A headline with \ufffd in it');
  });
});

describe('what X refuses to tell', { timeout: 60_000 }, () => {
  test.each([
    ['a rate limit', limited, /rate-limited/],
    ['a challenge', challenged, /challenged/],
  ])('%s is no absence', async (_what, post, why) => {
    const capture = await archiveOne(world, { url: statusUrl(post) });

    expect(capture).toMatchObject({ outcome: 'blocked', absence: null });
    expect(reasonsOf(capture)).toMatch(why);
    const shown = await world.getJson<{ state: string }>(`/v1/posts/x:${post.id}`);
    expect(shown.state).toBe('unknown');
  });
});

test('a second submission joins the capture that runs', { timeout: 60_000 }, async () => {
  const request = { url: statusUrl(slow) };
  const asked = () => world.web.requests.filter(({ url }) => url.includes(slow.id)).length > 0;
  const first = await world.postJson<{ embeds: { captureId: string }[] }>('/v1/submissions', request);
  await expect.poll(asked, { timeout: 30_000 }).toBe(true);
  const second = await world.postJson<{ embeds: { captureId: string }[] }>('/v1/submissions', request);
  const ended = archiveOne(world, { ...request, maxAgeSeconds: 0 });
  releaseSlow();

  expect(second.body.embeds[0]?.captureId).toBe(first.body.embeds[0]?.captureId);
  expect(await ended).toMatchObject({ id: first.body.embeds[0]?.captureId, outcome: 'complete' });
  const post = await world.getJson<{ captures: unknown[] }>(`/v1/posts/x:${slow.id}`);
  expect(post.captures).toHaveLength(1);
});

test('after all of it, a good post is archived as ever', { timeout: 60_000 }, async () => {
  const capture = await archiveOne(world, { url: statusUrl(good) });

  expect(capture).toMatchObject({ outcome: 'complete', missing: [] });
  const card = await fetch(`${world.baseUrl}/embed/x:${good.id}`);
  expect(await card.text()).toContain(good.text);
  expect((await fetch(`${world.baseUrl}/readyz`)).status).toBe(200);
});

function refusalOf(post: DemoPost): RecordedAnswer | null {
  switch (post) {
    case limited:
      return {
        status: 429,
        headers: { 'content-type': 'text/plain', 'retry-after': '900' },
        body: 'Rate limit exceeded',
      };
    case challenged:
      return {
        status: 403,
        headers: { 'cf-mitigated': 'challenge' },
        body: '<!doctype html><title>Just a moment...</title><div id="challenge-running">Page not found</div>',
      };
    default:
      return null;
  }
}

/** One variant says how large it is, the other does not. */
function largeFilm(url: URL): RecordedAnswer {
  const headers = { 'content-type': 'video/mp4' };
  const piece = Buffer.alloc(tooManyBytes / 10, 1);
  async function* pieces() {
    for (let sent = 0; sent < tooManyBytes; sent += piece.length) {
      yield piece;
    }
  }
  return { headers, body: url.pathname.endsWith('film-low.mp4') ? pieces() : Buffer.alloc(tooManyBytes) };
}

const pdf =
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n';

function hostilePage({ url }: RecordedRequest): RecordedAnswer | null {
  switch (url.pathname) {
    case '/redirects-inside':
      return { status: 302, headers: { location: inside[1] } };
    case '/scripts-inside':
      return {
        body: page('It leads away', `<script>location.replace(${JSON.stringify(inside[0])})</script>`),
      };
    case '/shows-inside':
      return {
        body: page(
          'It shows what is inside',
          `<video src="${inside[1]}" width="320" height="180"></video><img src="${inside[2]}" alt=""><iframe src="${inside[0]}"></iframe>`,
        ),
      };
    case '/endless':
      return {
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: trickle(page('A page that goes on and on', '')),
      };
    case '/endless-picture':
      return { body: page('The picture of this page takes its time', '<img src="/endless.jpg" alt="">') };
    case '/endless.jpg':
      return { headers: { 'content-type': 'image/jpeg' }, body: trickle('\xff\xd8\xff\xe0') };
    case '/report.pdf':
      return { headers: { 'content-type': 'application/pdf' }, body: Buffer.from(pdf) };
    case '/broken-text':
      return { headers: { 'content-type': 'text/html; charset=utf-8' }, body: brokenText() };
    case '/missing':
      return { status: 404, body: page('There is nothing here', '') };
    default:
      return null;
  }
}

function page(title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1>${body}`;
}

function brokenText(): Uint8Array {
  const [before = '', after = ''] = page('A headline with ? in it', blockquote(photosPost.post)).split(
    '<h1>A headline with ?',
  );
  return Buffer.concat([
    Buffer.from(`${before}<h1>A headline with `),
    Buffer.from([0xff]),
    Buffer.from(after),
  ]);
}

/** A start, and then a byte now and again for as long as anybody listens. */
async function* trickle(start: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(start, 'latin1');
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    yield Buffer.from(' ');
  }
}
