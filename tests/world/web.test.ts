import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  articleUrl,
  createDemoWeb,
  foundingPost,
  photosPost,
  quotingPost,
  videoPageUrl,
} from '../../demo/sites/index.ts';
import type { RecordedAnswer } from '../support/recorded-web/recorded-web.ts';
import { createWorld, type FinishedSubmission, type World } from '../support/world.ts';
import {
  aPost,
  archiveOne,
  artifactOf,
  blockquote,
  demoSitesWith,
  json,
  oembed,
  type ShownCapture,
  tweetResult,
} from './world-of-posts.ts';

/** Articles and pages of no platform, through the whole system. */
const popular = aPost(31);
const turnedAway = new Set<number>();
function busy(status: number): RecordedAnswer | null {
  const isFirst = !turnedAway.has(status);
  turnedAway.add(status);
  return isFirst ? { status, headers: { 'retry-after': '1' }, body: 'Busy' } : null;
}

let world: World;
beforeAll(async () => {
  const sites = await demoSitesWith({
    // Both are busy for whoever comes first.
    'www.busy-courier.example': () => busy(503) ?? { body: `<h1>Swallows</h1>${blockquote(popular)}` },
    'cdn.syndication.twimg.com': ({ url }) =>
      url.searchParams.get('id') === popular.id ? (busy(429) ?? json(tweetResult(popular))) : null,
    'publish.twitter.com': ({ url }) =>
      url.searchParams.get('url')?.endsWith(popular.id) ? json(oembed(popular)) : null,
  });
  world = await createWorld(sites);
}, 120_000);
afterAll(async () => {
  await world[Symbol.asyncDispose]();
});

interface Post {
  postId: string;
  currentCaptureId: string;
  captures: { id: string; outcome: string }[];
}

const show = (captureId: string | null | undefined) =>
  world.getJson<ShownCapture>(`/v1/captures/${captureId}`);
const showPost = (postId: string | undefined) =>
  world.getJson<Post>(`/v1/posts/${encodeURIComponent(postId ?? '')}`);

describe('an article that embeds posts', { timeout: 90_000 }, () => {
  let submission: FinishedSubmission;
  beforeAll(async () => {
    ({ submission } = await world.archive({ url: articleUrl, tags: ['spring'] }));
  }, 90_000);

  test('is archived itself, and every post that it embeds', () => {
    expect(
      submission.embeds.map(({ form, platform, postId, captureStatus }) => [
        form,
        platform,
        postId,
        captureStatus,
      ]),
    ).toEqual([
      ['submitted', 'web', expect.stringMatching(/^web:[0-9a-f]{32}$/), 'complete'],
      ['blockquote', 'x', foundingPost.postId, 'complete'],
      ['blockquote', 'x', photosPost.postId, 'complete'],
      ['blockquote', 'x', quotingPost.postId, 'complete'],
    ]);
    expect(submission.counts).toMatchObject({ complete: 4, failed: 0 });
  });

  test('is kept as its page looked and read', async () => {
    const capture = await show(submission.embeds[0]?.captureId);

    expect(capture.missing).toEqual([]);
    const page = artifactOf(capture, 'page-screenshot');
    expect(page).toMatchObject({ source: 'browser', sourceUrl: articleUrl, verdict: { shows: 'expected' } });
    const text = artifactOf(capture, 'text');
    const words = await (await world.request(`/v1/captures/${capture.id}/artifacts/${text?.name}`)).text();
    expect(words).toContain('What was said that spring');
    expect(words).toContain('gardeners on both banks counted blossoms');
    expect(capture.record).toMatchObject({ title: 'What was said that spring' });
  });

  test('its posts have the pictures that X names', async () => {
    const capture = await show(submission.embeds[2]?.captureId);
    const pictures = capture.artifacts.filter(({ name }) => name.startsWith('media-'));

    expect(pictures.map(({ width, height, verdict }) => [width, height, verdict.shows])).toHaveLength(2);
    expect(artifactOf(capture, 'screenshot')).toMatchObject({
      source: 'browser',
      verdict: { shows: 'expected' },
    });
  });

  test('is not captured again for whoever asks a moment later', async () => {
    const before = world.web.requests.length;
    const again = await world.archive({ url: articleUrl });

    expect(again.submission.embeds.map(({ captureId }) => captureId)).toEqual(
      submission.embeds.map(({ captureId }) => captureId),
    );
    // The article itself is read, for it may embed more by now; nothing else is.
    expect(world.web.requests.slice(before).map(({ url }) => url)).toEqual([articleUrl]);
  });
});

describe('a page of no platform with a film of its own', { timeout: 90_000 }, () => {
  let capture: ShownCapture;
  beforeAll(async () => {
    capture = await archiveOne(world, { url: videoPageUrl });
  }, 90_000);

  test('is complete, each part with its role and its verdict', () => {
    expect(capture.outcome).toBe('complete');
    expect(capture.missing).toEqual([]);
    const roles = new Set(capture.artifacts.map(({ role }) => role));
    expect([...roles].toSorted()).toEqual([
      'manifest',
      'media',
      'page-screenshot',
      'raw',
      'record',
      'screenshot',
      'text',
      'thumbnail',
      'wacz',
    ]);
    for (const role of ['record', 'media', 'screenshot', 'page-screenshot', 'text']) {
      expect(artifactOf(capture, role), role).toMatchObject({ verdict: { shows: 'expected' } });
    }
    expect(capture.provenance).toMatchObject({ finalUrl: videoPageUrl, httpStatus: 200 });
  });

  test('has its film whole', async () => {
    const film = capture.artifacts.find(({ mediaType }) => mediaType === 'video/mp4');
    const original = await (await createDemoWeb()).sites
      .find(({ host }) => host === 'www.harbour-museum.example')
      ?.handle({ method: 'GET', url: new URL(`${videoPageUrl}.mp4`), headers: {}, body: new Uint8Array() });

    expect(film).toMatchObject({ role: 'media', sourceUrl: `${videoPageUrl}.mp4`, width: 320, height: 180 });
    const held = await world.request(`/v1/captures/${capture.id}/artifacts/${film?.name}`);
    expect(Buffer.from(await held.arrayBuffer()).equals(Buffer.from(original?.body as Uint8Array))).toBe(
      true,
    );
  });

  test('has a card that plays it from our own storage', async () => {
    const card = await fetch(`${world.baseUrl}/embed/${encodeURIComponent(capture.postId)}`);
    const html = await card.text();

    expect(card.status).toBe(200);
    expect(html).toContain('The lantern parade');
    const sources = [...html.matchAll(/<(?:video|source|img)\b[^>]*?\bsrc="([^"]+)"/g)].map(
      ([, src]) => src ?? '',
    );
    expect(sources.map((src) => new URL(src, card.url).pathname)).toContainEqual(
      expect.stringMatching(/\.mp4$/),
    );
    for (const src of sources) {
      const media = await fetch(new URL(src, card.url));
      expect(media.url.startsWith(world.baseUrl), media.url).toBe(true);
      expect(media.status, media.url).toBe(200);
      await media.arrayBuffer();
    }
  });

  test('is captured anew for who wants nothing older, and the newer one is current', async () => {
    const young = await archiveOne(world, { url: videoPageUrl, maxAgeSeconds: 3600 });
    expect(young.id).toBe(capture.id);

    const newer = await archiveOne(world, { url: videoPageUrl, maxAgeSeconds: 0 });
    expect(newer.id).not.toBe(capture.id);
    expect(newer.outcome).toBe('complete');
    const post = await showPost(capture.postId);
    expect(post.currentCaptureId).toBe(newer.id);
    expect(post.captures.map(({ id }) => id).toSorted()).toEqual([capture.id, newer.id].toSorted());
  });

  test('its events go on after the last one that was seen', async () => {
    const { body } = await world.postJson<{ id: string }>('/v1/submissions', {
      url: videoPageUrl,
      maxAgeSeconds: 0,
    });
    const path = `/v1/submissions/${body.id}/events`;
    const leaving = new AbortController();
    const first = await world.request(path, { signal: leaving.signal });
    const seen = await readUntil(first, (ids) => ids.length >= 2);
    leaving.abort();

    const rest = idsOf(
      await (await world.request(path, { headers: { 'last-event-id': seen.at(-1) ?? '' } })).text(),
    );
    const all = idsOf(await (await world.request(path)).text());
    expect([...seen, ...rest]).toEqual(all);
    expect(rest.length).toBeGreaterThan(0);
    expect((await world.request(path, { headers: { 'last-event-id': all.at(-1) ?? '' } })).status).toBe(204);
  });
});

test('sites that are busy are asked again, and nothing is concluded meanwhile', {
  timeout: 90_000,
}, async () => {
  const { submission } = await world.archive({ url: 'https://www.busy-courier.example/swallows' });

  expect([...turnedAway].toSorted()).toEqual([429, 503]);
  expect(submission.embeds.map(({ postId, captureStatus }) => [postId, captureStatus])).toEqual([
    [expect.stringMatching(/^web:/), 'complete'],
    [`x:${popular.id}`, 'complete'],
  ]);
  const { items } = await world.getJson<{ items: { kind: string; to: string }[] }>(
    `/v1/posts/x:${popular.id}/history`,
  );
  expect(items.filter(({ kind }) => kind === 'state').map(({ to }) => to)).toEqual(['live']);
});

function idsOf(stream: string): string[] {
  return [...stream.matchAll(/^id: (.*)$/gm)].map(([, id]) => id ?? '');
}

/** Leaves a stream open that has told enough. */
async function readUntil(response: Response, enough: (ids: string[]) => boolean): Promise<string[]> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  for (;;) {
    const chunk = await reader?.read();
    text += chunk?.value ?? '';
    // Whole events only: the last may be cut.
    const ids = idsOf(text.slice(0, text.lastIndexOf('\n\n')));
    if (enough(ids) || chunk === undefined || chunk.done) {
      return ids;
    }
  }
}
