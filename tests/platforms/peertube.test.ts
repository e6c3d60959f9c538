import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Fetch } from '#domain/fetch.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import { peertube } from '#platforms/peertube/index.ts';
import { uuidOfShortId } from '#platforms/peertube/short-id.ts';
import { identify } from '#platforms/peertube/urls.ts';
import { absenceWords } from '#platforms/peertube/view.ts';
import { judgePlayerSight } from '#platforms/seeing/player-sight.ts';
import { always, answer, platformContract } from '../contracts/platform.ts';
import { playerSight, type Said, saidOf } from './players.ts';
import { haveRecordings, recordedJson } from './recordings.ts';
import { judgeUrls, recordingsOf } from './url-vectors.ts';

const never = new AbortController().signal;
const UUID = '2aa7e6fa-6ccb-4d54-abe6-7e5c0e40aa82';
const SHORT = '6gvhZpUGQVd4SQ6oYDc9pC';
const post = `peertube:tube.example.org:${UUID}`;
const target = { postId: post, canonicalUrl: `https://tube.example.org/w/${UUID}` };

const file = (height: number, name: string, more: object = {}) => ({
  fileUrl: `https://tube.example.org/static/${name}`,
  resolution: { id: height, label: `${height}p` },
  size: 1,
  ...more,
});
const video = {
  uuid: UUID,
  shortUUID: SHORT,
  name: 'Snow & light',
  description: 'Filmed at dawn.\r\nMore at https://example.org/a.',
  language: { id: 'en', label: 'English' },
  publishedAt: '2018-10-01T10:52:46.396Z',
  originallyPublishedAt: null,
  duration: 113,
  views: 9,
  likes: 3,
  comments: 1,
  previewPath: '/lazy-static/previews/a.jpg',
  nsfw: false,
  isLive: false,
  state: { id: 1, label: 'Published' },
  privacy: { id: 1, label: 'Public' },
  blacklisted: false,
  account: {
    id: 5,
    name: 'ada',
    displayName: 'Ada',
    host: 'tube.example.org',
    url: 'https://tube.example.org/accounts/ada',
    avatars: [
      { width: 48, path: '/lazy-static/avatars/48.png' },
      { width: 120, fileUrl: 'https://tube.example.org/lazy-static/avatars/120.png' },
    ],
  },
  files: [file(480, '480.mp4'), file(1080, '1080.webm')],
  streamingPlaylists: [
    {
      playlistUrl: 'https://tube.example.org/static/master.m3u8',
      files: [
        file(1080, '1080-fragmented.mp4', { width: 1920, height: 1080, hasAudio: true, hasVideo: true }),
        file(1080, '1080-silent.mp4', { hasAudio: false, hasVideo: true }),
        file(0, 'sound.mp4', { hasAudio: true, hasVideo: false }),
      ],
    },
  ],
};
const captions = {
  total: 2,
  data: [
    {
      language: { id: 'en', label: 'English' },
      automaticallyGenerated: true,
      captionPath: '/lazy-static/video-captions/b-en.vtt',
      fileUrl: 'https://files.example.org/b-en.vtt',
    },
    { language: { id: 'fr', label: 'French' }, captionPath: '/lazy-static/video-captions/a-fr.vtt' },
  ],
};
const alive =
  (changes: object = {}): Fetch =>
  async (url) =>
    answer(url, 200, url.endsWith('/captions') ? captions : { ...video, ...changes });
const problem = (title: string, more: object = {}) => ({ type: 'about:blank', title, status: 0, ...more });

platformContract(peertube, {
  urls: [
    [`https://tube.example.org/w/${SHORT}`, post],
    [`https://tube.example.org/w/${UUID}?start=5s`, post],
    [`https://tube.example.org/w/${SHORT};threadId=3`, post],
    [`https://tube.example.org/videos/watch/${UUID}`, post],
    [`https://tube.example.org/videos/embed/${UUID}?p2p=0`, post],
    [`https://tube.example.org/videos/embed/${SHORT}`, post],
    [`https://tube.example.org/api/v1/videos/${UUID}`, post],
    [`https://TUBE.example.org/videos/watch/${UUID.toUpperCase()}`, post],
    [`peertube:tube.example.org:${UUID}`, post],
    [`https://web.archive.org/web/2019/https://tube.example.org/videos/watch/${UUID}`, post],
    [`https://tube.example.org/w/p/${SHORT}`, null],
    [`https://tube.example.org/c/${UUID}/videos`, null],
    ['https://peertube2.example.org/a/ada/videos', null],
  ],
  foreign: [
    'https://tube.example.org/w/a-page-of-some-other-site',
    'https://tube.example.org/w/1111111111111111111111',
    'https://tube.example.org/w/zzzzzzzzzzzzzzzzzzzzzz',
    'https://tube.example.org/videos/watch/12345',
    'https://tube.example.org/a/ada/videos',
    `https://tube.example.org:8443/w/${SHORT}`,
    `https://127.0.0.1/w/${SHORT}`,
    `https://localhost/w/${SHORT}`,
    `https://tube.example.org/blog/${UUID}`,
  ],
  canonicalUrls: 'computed',
  anyHost: true,
  provisional: null,
  target,
  alive: alive(),
});

describe('the short ids of PeerTube', () => {
  it.each([
    ['kkGMgK9ZtnKfYAgnEtQxbv', '9c9de5e8-0a1e-484a-b099-e80766180a6d'],
    ['vqABGP97fEjo7RhPuDnSZk', 'ee483448-5c0b-4d62-a1aa-8755e0cfe6dd'],
    ['0OIl11111111111111111', null],
    ['zzzzzzzzzzzzzzzzzzzzzz', null],
    ['', null],
  ])('%s is %s', (shortId, uuid) => {
    expect(uuidOfShortId(shortId)).toBe(uuid);
  });
});

describe('a look at a video of PeerTube', () => {
  it('reads the record whole', async () => {
    const { conclusion, signals } = await peertube.look(target, alive(), never);
    expect(signals).toMatchObject([
      { source: 'peertube/api', says: 'live', url: `https://tube.example.org/api/v1/videos/${UUID}` },
    ]);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: {
        author: {
          name: 'Ada',
          handle: 'ada@tube.example.org',
          url: 'https://tube.example.org/accounts/ada',
          avatarUrl: 'https://tube.example.org/lazy-static/avatars/120.png',
        },
        title: 'Snow & light',
        text: 'Filmed at dawn.\nMore at https://example.org/a.',
        links: [{ url: 'https://example.org/a', start: 24, end: 45 }],
        language: 'en',
        publishedAt: '2018-10-01T10:52:46.396Z',
        counts: { views: 9, likes: 3, replies: 1 },
        labels: [],
        media: [{ durationMs: 113_000, posterUrl: 'https://tube.example.org/lazy-static/previews/a.jpg' }],
      },
    });
  });

  it('lists whole files by size, then the playlist, and none without sound or picture', async () => {
    const { conclusion } = await peertube.look(target, alive(), never);
    const variants = conclusion.kind === 'live' ? conclusion.record.media[0]?.variants : [];
    expect(variants?.map(({ url, mediaType }) => [url.split('/').at(-1), mediaType])).toEqual([
      ['1080.webm', 'video/webm'],
      ['1080-fragmented.mp4', 'video/mp4'],
      ['480.mp4', 'video/mp4'],
      ['master.m3u8', 'application/vnd.apple.mpegurl'],
    ]);
  });

  it('names the captions that the server lists, what people wrote first', async () => {
    const { conclusion, raw } = await peertube.look(target, alive(), never);
    expect(conclusion.kind === 'live' && conclusion.record.media[0]?.captions).toEqual([
      {
        url: 'https://tube.example.org/lazy-static/video-captions/a-fr.vtt',
        language: 'fr',
        label: 'French',
        automatic: false,
      },
      {
        url: 'https://files.example.org/b-en.vtt',
        language: 'en',
        label: 'English',
        automatic: true,
      },
    ]);
    expect(raw.map(({ name }) => name)).toEqual(['api', 'captions']);
  });

  it('is whole where the list of captions cannot be had, and says so', async () => {
    const fetch: Fetch = async (url, ...rest) =>
      url.endsWith('/captions') ? answer(url, 503, '') : await alive()(url, ...rest);
    const { conclusion, signals } = await peertube.look(target, fetch, never);
    expect(conclusion).toMatchObject({ kind: 'live', record: { title: 'Snow & light' } });
    expect(signals.map(({ source, says }) => [source, says])).toEqual([
      ['peertube/api', 'live'],
      ['peertube/captions', 'unreachable'],
    ]);
  });

  it.each<[string, object, string[]]>([
    ['a stream that has not begun', { isLive: true, state: { id: 4 } }, ['scheduled']],
    ['a stream that runs', { isLive: true, state: { id: 1 } }, ['live']],
    ['a sensitive video', { nsfw: true }, ['sensitive']],
    ['an unlisted video', { privacy: { id: 2 } }, ['unlisted']],
  ])('%s', async (_, changes, labels) => {
    const { conclusion } = await peertube.look(target, alive(changes), never);
    expect(conclusion.kind === 'live' && conclusion.record.labels).toEqual(labels);
  });

  const rows: [Absence | Obstacle, Said][] = [
    ['not-found', [404, problem('Not Found', { detail: 'Video not found' })]],
    ['not-found', [404, { error: 'Video not found' }]],
    ['protected', [401, problem('Unauthorized', { detail: 'Cannot get this private/internal video' })]],
    ['protected', [403, problem('Forbidden', { code: 'video_requires_password' })]],
    ['protected', [403, problem('Forbidden', { detail: 'Cannot see private video of another user' })]],
    ['removed', [403, problem('Forbidden', { detail: 'This video is blacklisted.' })]],
    ['removed', [200, { ...video, blacklisted: true, blacklistedReason: 'rules' }]],
    ['walled', [403, problem('Forbidden', { code: 'does_not_respect_follow_constraints' })]],
    ['walled', [403, problem('Forbidden')]],
    ['walled', [401, '<p>no</p>']],
    ['unreadable', [404, '<p>Not found</p>']],
    ['unreadable', [404, {}]],
    ['unreadable', [200, '<html>some other site</html>']],
    ['unreadable', [200, { ...video, uuid: '9c9de5e8-0a1e-484a-b099-e80766180a6d' }]],
    ['unreadable', [200, { ...video, name: 7 }]],
    ['unreadable', [301, '']],
  ];
  it.each(rows)('%s: %j', async (expected, said) => {
    const { conclusion, raw } = await peertube.look(target, always(...said), never);
    expect(saidOf(conclusion)).toBe(expected);
    expect(raw).toHaveLength(1);
  });
});

describe('a description that an old server cut', () => {
  const cut = `${'a'.repeat(247)}...`;
  it.each([
    [true, { description: cut, descriptionPath: '/api/v1/videos/x/description' }],
    [false, { description: cut, descriptionPath: '/x', truncatedDescription: cut }],
    [false, { description: 'Short...', descriptionPath: '/x' }],
  ])('is said to be so: %s', async (expected, changes) => {
    const { conclusion } = await peertube.look(target, alive(changes), never);
    expect(conclusion.kind === 'live' && conclusion.record.textTruncated).toBe(expected);
  });
});

describe('what PeerTube’s player shows', () => {
  it.each([
    ['the video, by its link', { links: [`https://tube.example.org/w/${SHORT}`] }, 'expected'],
    ['another video', { links: ['https://tube.example.org/w/kkGMgK9ZtnKfYAgnEtQxbv'] }, 'wrong-post'],
    ['that it is gone', { error: 'This video does not exist.' }, 'absence'],
    ['a form for a password', { hasPlayer: false, login: true }, 'wall'],
  ])('%s', (_, changes, shows) => {
    const verdict = judgePlayerSight(
      playerSight(changes),
      { identify, absenceWords },
      { target, record: null },
    );
    expect(verdict.shows).toBe(shows);
    expect(peertube.views(target)[0]?.url).toContain(`tube.example.org/videos/embed/${UUID}`);
  });
});

describe('whether a host is a server of PeerTube', () => {
  const config = { serverVersion: '7.0.0', instance: { name: 'Tube' } };
  it.each<[string, Said, Said, string]>([
    ['a site that knows none of these paths', [404, ''], [404, '<p>no</p>'], 'other-site'],
    ['a site that answers every path alike', [200, '<p>a blog</p>'], [200, '<p>a blog</p>'], 'other-site'],
    ['a server that has lost the video', [404, ''], [200, config], 'resolved'],
    ['a server in trouble', [404, ''], [503, ''], 'unknown'],
    ['a server that is down', [503, ''], [404, ''], 'unknown'],
    ['a server that refuses', [403, ''], [404, ''], 'resolved'],
  ])('%s', async (_, video, settings, kind) => {
    const fetch: Fetch = async (url) => answer(url, ...(url.endsWith('/config') ? settings : video));
    expect((await peertube.resolve(target.postId, fetch, never)).kind).toBe(kind);
  });
});

describe.skipIf(!haveRecordings)('against what PeerTube really answered', () => {
  const recordings = haveRecordings ? recordingsOf('peertube') : [];

  it.each(recordings)('$file', async ({ file, groundTruth, originalUrl }) => {
    const truth = z
      .object({
        uuid: z.string(),
        shortUUID: z.string(),
        name: z.string(),
        account: z.string(),
        publishedAt: z.string(),
        durationSec: z.number(),
        files: z.number(),
        hls: z.number(),
      })
      .parse(groundTruth);
    const identity = peertube.identify(new URL(originalUrl ?? ''));
    const judged = { postId: identity?.postId ?? '', canonicalUrl: identity?.canonicalUrl ?? '' };
    expect(judged.postId.endsWith(truth.uuid)).toBe(true);
    expect(uuidOfShortId(truth.shortUUID)).toBe(truth.uuid);
    const said = z.looseObject({}).parse(recordedJson(file));
    const { conclusion } = await peertube.look(judged, always(200, said), never);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: {
        title: truth.name,
        author: { handle: truth.account },
        publishedAt: truth.publishedAt,
        media: [{ durationMs: truth.durationSec * 1000 }],
      },
    });
    const variants = conclusion.kind === 'live' ? (conclusion.record.media[0]?.variants ?? []) : [];
    expect(variants[0]?.mediaType).toBe('video/mp4');
    expect(variants[0]?.height).toBe(1080);
    expect(variants.filter(({ mediaType }) => mediaType?.includes('mpegurl'))).toHaveLength(truth.hls);
    expect(variants.filter(({ url }) => /-\d+\.mp4$/.test(url))).toHaveLength(truth.files);
  });

  it('the URL vectors: id, kind and canonical URL, a short id as the UUID that it is', () => {
    const uuidOf = (id: string) => uuidOfShortId(id) ?? id;
    const { judged, wrong } = judgeUrls(peertube, {
      idOf: ({ id, canonicalUrl }) => `peertube:${new URL(canonicalUrl ?? '').host}:${uuidOf(id)}`,
      canonicalOf: ({ id, canonicalUrl }) => canonicalUrl?.replace(id ?? '', uuidOf(id ?? '')) ?? null,
    });
    console.info(`peertube: ${recordings.length} records judged`);
    expect(wrong).toEqual([]);
    expect(judged).toBeGreaterThan(0);
  });
});
