import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Fetch } from '#domain/fetch.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import { judgePlayerSight } from '#platforms/seeing/player-sight.ts';
import { twitch } from '#platforms/twitch/index.ts';
import { identify } from '#platforms/twitch/urls.ts';
import { absenceWords } from '#platforms/twitch/view.ts';
import { always, platformContract } from '../contracts/platform.ts';
import { playerSight, type Said, saidOf } from './players.ts';
import { haveRecordings, recordedText } from './recordings.ts';
import { judgeUrls, recordingsOf } from './url-vectors.ts';

const never = new AbortController().signal;
const SLUG = 'TubularInventiveSardineCorgiDerp-PM47mJQQ2vsL5B5G';
const post = `twitch:${SLUG}`;
const target = { postId: post, canonicalUrl: `https://clips.twitch.tv/${SLUG}` };
const recording = { postId: 'twitch:247478721', canonicalUrl: 'https://www.twitch.tv/videos/247478721' };

const ada = {
  id: '7',
  login: 'ada_plays',
  displayName: 'Ada_Plays',
  profileImageURL: 'https://static-cdn.jtvnw.net/a.png',
};
const clip = {
  slug: SLUG,
  title: 'The jump',
  broadcaster: ada,
  createdAt: '2023-08-09T18:26:09Z',
  durationSeconds: 32,
  viewCount: 5,
  language: 'EN',
  thumbnailURL: 'https://clips-media-assets2.twitch.tv/1-preview-480x272.jpg',
  playbackAccessToken: { signature: 'abc', value: '{"a":1}' },
  videoQualities: [
    { frameRate: 30, quality: '360', sourceURL: 'https://production.assets.clips.twitchcdn.net/1-360.mp4' },
    { frameRate: 60, quality: '1080', sourceURL: 'https://production.assets.clips.twitchcdn.net/1.mp4' },
  ],
};
const vod = {
  id: '247478721',
  title: 'The evening',
  description: 'All of it',
  owner: ada,
  publishedAt: '2018-04-07T18:26:09Z',
  lengthSeconds: 3600,
  viewCount: 9,
  language: 'en',
  previewThumbnailURL: 'https://static-cdn.jtvnw.net/v.jpg',
  status: 'RECORDED',
};
const clipAnswer = (changes: object = {}) => ({ data: { clip: { ...clip, ...changes } } });

platformContract(twitch, {
  urls: [
    [`https://clips.twitch.tv/${SLUG}`, post],
    [`https://clips.twitch.tv/${SLUG}?tt_medium=clips_api`, post],
    [`https://clips.twitch.tv/ada_plays/${SLUG}`, post],
    [`https://clips.twitch.tv/embed?clip=${SLUG}&parent=example.org`, post],
    [`https://www.twitch.tv/ada_plays/clip/${SLUG}`, post],
    [`https://m.twitch.tv/ada_plays/clip/${SLUG}?filter=clips`, post],
    [`https://go.twitch.tv/ada_plays/clip/${SLUG}`, post],
    [`https://m.twitch.tv/clip/${SLUG}`, post],
    [`https://web.archive.org/web/2023/https://clips.twitch.tv/${SLUG}`, post],
    ['https://www.twitch.tv/videos/247478721?t=1h', 'twitch:247478721'],
    ['https://m.twitch.tv/ada_plays/v/247478721', 'twitch:247478721'],
    ['https://www.twitch.tv/ada_plays/video/247478721', 'twitch:247478721'],
    ['https://player.twitch.tv/?video=v247478721&parent=example.org', 'twitch:247478721'],
    ['https://player.twitch.tv/?channel=ada_plays', null],
    ['https://www.twitch.tv/ada_plays', null],
    ['https://www.twitch.tv/ada_plays/videos?filter=clips', null],
    ['https://www.twitch.tv/directory/game/x', null],
    ['https://clips.twitch.tv/embed', null],
    ['https://production.assets.clips.twitchcdn.net/222842783.mp4', null],
  ],
  foreign: [
    `https://nottwitch.tv/clip/${SLUG}`,
    `https://twitch.tv.example.org/clip/${SLUG}`,
    `https://clips.twitch.tv:8443/${SLUG}`,
    'https://blog.twitch.tv/en/2023/01/01/news/',
    'https://dev.twitch.tv/docs/embed',
  ],
  canonicalUrls: 'computed',
  provisional: null,
  target,
  alive: always(200, clipAnswer()),
});

describe('a look at a clip of Twitch', () => {
  it('asks in full words for the clip', async () => {
    const asked: { url: string; method?: string; body?: string; clientId?: string }[] = [];
    const fetch: Fetch = async (url, request, signal) => {
      const clientId = request?.headers?.['client-id'];
      asked.push({ url, method: request?.method, body: String(request?.body), clientId });
      return await always(200, clipAnswer())(url, request, signal);
    };
    await twitch.look(target, fetch, never);
    expect(asked).toMatchObject([
      { url: 'https://gql.twitch.tv/gql', method: 'POST', clientId: expect.stringMatching(/^\w{30}$/) },
    ]);
    expect(JSON.parse(asked[0]?.body ?? '')).toMatchObject({
      query: expect.stringContaining('clip(slug: $id)'),
      variables: { id: SLUG },
    });
  });

  it.each([
    ['one answer', clipAnswer()],
    ['a list of one', [clipAnswer()]],
    ['the first of a list', [clipAnswer(), { data: { user: { id: '1' } } }]],
  ])('reads the record whole from %s, its files with their token', async (_, said) => {
    const { conclusion } = await twitch.look(target, always(200, said), never);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: {
        author: { name: 'Ada_Plays', handle: 'ada_plays', id: '7', url: 'https://www.twitch.tv/ada_plays' },
        title: 'The jump',
        language: 'en',
        publishedAt: '2023-08-09T18:26:09.000Z',
        counts: { views: 5 },
        media: [{ kind: 'video', durationMs: 32_000, height: 1080, posterUrl: clip.thumbnailURL }],
      },
    });
    const [best] = conclusion.kind === 'live' ? (conclusion.record.media[0]?.variants ?? []) : [];
    expect(best?.url).toBe(
      'https://production.assets.clips.twitchcdn.net/1.mp4?sig=abc&token=%7B%22a%22%3A1%7D',
    );
  });

  it('reads a recording, which names no file', async () => {
    const { conclusion } = await twitch.look(recording, always(200, { data: { video: vod } }), never);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: {
        ...recording,
        title: 'The evening',
        text: 'All of it',
        publishedAt: '2018-04-07T18:26:09.000Z',
        labels: [],
        media: [{ durationMs: 3_600_000, variants: [] }],
      },
    });
    const running = { data: { video: { ...vod, status: 'RECORDING' } } };
    const second = await twitch.look(recording, always(200, running), never);
    expect(second.conclusion).toMatchObject({ kind: 'live', record: { labels: ['live'] } });
  });

  const rows: [Absence | Obstacle, typeof target, Said][] = [
    ['not-found', target, [200, { data: { clip: null } }]],
    ['not-found', target, [200, [{ data: { clip: null } }]]],
    ['not-found', recording, [200, { data: { video: null } }]],
    ['unreadable', target, [200, { errors: [{ message: 'service timeout' }], data: { clip: null } }]],
    ['unreadable', target, [200, { errors: [{ message: 'PersistedQueryNotFound' }] }]],
    ['unreadable', target, [200, { errors: [{ message: 'failed integrity check' }], data: null }]],
    ['unreadable', target, [200, { data: null }]],
    ['unreadable', target, [200, { data: {} }]],
    ['unreadable', target, [200, '<html>Twitch</html>']],
    ['unreadable', target, [200, clipAnswer({ title: null })]],
    ['unreadable', target, [200, clipAnswer({ slug: 'SomeOtherClip' })]],
    ['unreadable', recording, [200, { data: { video: { ...vod, id: '1' } } }]],
    ['unreadable', target, [400, { error: 'Bad Request' }]],
    ['unreadable', target, [410, { error: 'Gone', status: 410, message: 'Endpoint deprecated' }]],
    ['walled', target, [401, { error: 'Unauthorized' }]],
  ];
  it.each(rows)('%s: %j %j', async (expected, judged, said) => {
    const { conclusion } = await twitch.look(judged, always(...said), never);
    expect(saidOf(conclusion)).toBe(expected);
  });
});

describe('what Twitch’s player shows', () => {
  it.each([
    ['the clip, by its link', { links: [`https://www.twitch.tv/ada_plays/clip/${SLUG}`] }, 'expected'],
    ['another clip', { links: ['https://clips.twitch.tv/FaintLightGullWholeWheat'] }, 'wrong-post'],
    ['that it is gone', { error: 'This clip is no longer available' }, 'absence'],
    [
      'a gate for adults',
      { error: 'The broadcaster has indicated that this is for mature audiences' },
      'wall',
    ],
  ])('%s', (_, changes, shows) => {
    const verdict = judgePlayerSight(
      playerSight(changes),
      { identify, absenceWords },
      { target, record: null },
    );
    expect(verdict.shows).toBe(shows);
  });

  it('is told the parent without which it plays nowhere', () => {
    for (const each of [target, recording]) {
      expect(new URL(twitch.views(each)[0]?.url ?? '').searchParams.get('parent')).toBe('www.twitch.tv');
    }
  });
});

describe.skipIf(!haveRecordings)('against what Twitch really answered', () => {
  const recordings = haveRecordings ? recordingsOf('twitch') : [];

  it.each(recordings)('$file says nothing about a clip', async ({ file, httpStatus }) => {
    const fetch = always(httpStatus ?? 200, recordedText(file), {
      'content-type': file.endsWith('.json') ? 'application/json' : 'text/html',
    });
    const { conclusion } = await twitch.look(target, fetch, never);
    expect(conclusion).toMatchObject({ kind: 'unknown', obstacle: 'unreadable' });
  });

  it('the rendered page of a clip is judged by its title, since its tags are everyone’s', () => {
    const { groundTruth } = recordings.find(({ file }) => file.endsWith('page-clip.html')) ?? {};
    const { title } = z.object({ title: z.string() }).parse(groundTruth);
    const sight = playerSight({ titles: [title] });
    const record = { ...readRecord, title: title.replace(' - Twitch', '') };
    const reading = { identify, absenceWords };
    expect(judgePlayerSight(sight, reading, { target, record }).shows).toBe('expected');
    expect(judgePlayerSight(sight, reading, { target, record: readRecord }).shows).toBe('wrong-post');
  });

  it('the URL vectors: id, kind and canonical URL', () => {
    const { judged, wrong } = judgeUrls(twitch, {
      idOf: ({ id }) => `twitch:${id}`,
      canonicalOf: ({ canonicalUrl }) => canonicalUrl ?? null,
    });
    console.info(`twitch: ${recordings.length} obstacles judged`);
    expect(wrong).toEqual([]);
    expect(judged).toBeGreaterThan(0);
  });
});

const readRecord = await (async () => {
  const { conclusion } = await twitch.look(target, always(200, clipAnswer()), never);
  if (conclusion.kind !== 'live') throw new Error('the example is not live');
  return conclusion.record;
})();
