import { describe, expect, it } from 'vitest';
import type { Fetch } from '#domain/fetch.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import { judgePlayerSight } from '#platforms/seeing/player-sight.ts';
import { streamable } from '#platforms/streamable/index.ts';
import { identify } from '#platforms/streamable/urls.ts';
import { absenceWords } from '#platforms/streamable/view.ts';
import { answer, platformContract } from '../contracts/platform.ts';
import { playerSight, type Said, saidOf } from './players.ts';
import { haveRecordings } from './recordings.ts';
import { judgeUrls } from './url-vectors.ts';

const never = new AbortController().signal;
const post = 'streamable:p9cln4';
const target = { postId: post, canonicalUrl: 'https://streamable.com/p9cln4' };

const video = {
  status: 2,
  shortcode: 'p9cln4',
  title: 'The goal',
  reddit_title: null,
  owner: { user_name: 'ada' },
  date_added: 1_454_964_157.351_15,
  duration: 61.516,
  plays: 12,
  thumbnail_url: '//cdn-cf-east.streamable.com/image/p9cln4.jpg',
  files: {
    'mp4-mobile': {
      url: 'https://cdn-cf-east.streamable.com/video/mp4-mobile/p9cln4.mp4',
      width: 640,
      height: 360,
      bitrate: 300_000,
    },
    mp4: {
      url: '//cdn-cf-east.streamable.com/video/mp4/p9cln4.mp4',
      width: 1280,
      height: 720,
      bitrate: 900_000,
    },
    original: {},
  },
};
const there: Said = [200, video];
const api = (changes: object): Said => [200, { ...video, ...changes }];
const oembed: Said = [
  200,
  {
    title: 'The goal',
    html: '<iframe class="streamable-embed" src="https://streamable.com/o/p9cln4"></iframe>',
    thumbnail_url: 'https://cdn-cf-east.streamable.com/image/p9cln4.jpg',
  },
];
const gone: Said = [404, { error: 'not found' }];
const refused: Said = [403, '<html>no</html>'];
const broken: Said = [502, ''];

function sources(api: Said, oembed: Said): Fetch {
  return async (url) => {
    const { host } = new URL(url);
    if (host === 'ajax.streamable.com') return answer(url, ...api);
    if (host === 'api.streamable.com') return answer(url, ...oembed);
    throw new Error(`no answer was prepared for ${url}`);
  };
}

platformContract(streamable, {
  urls: [
    ['https://streamable.com/p9cln4', post],
    ['http://www.streamable.com/p9cln4?src=player', post],
    ['https://streamable.com/e/p9cln4?autoplay=1', post],
    ['https://streamable.com/o/p9cln4', post],
    ['https://streamable.com/s/p9cln4/drxjds', post],
    ['https://ajax.streamable.com/videos/p9cln4', post],
    ['https://api.streamable.com/oembed.json?url=https%3A%2F%2Fstreamable.com%2Fp9cln4', post],
    ['https://web.archive.org/web/2019/https://streamable.com/p9cln4', post],
    ['https://streamable.com/', null],
    ['https://streamable.com/login', null],
    ['https://streamable.com/documentation-of-the-api', null],
    ['https://cdn-cf-east.streamable.com/video/mp4/p9cln4.mp4', null],
  ],
  foreign: [
    'https://notstreamable.com/p9cln4',
    'https://streamable.com.example.org/p9cln4',
    'https://streamable.com:8443/p9cln4',
    'https://support.streamable.com/articles/1',
  ],
  canonicalUrls: 'computed',
  provisional: null,
  target,
  alive: sources(there, oembed),
});

describe('a look at a video of Streamable', () => {
  it('reads the record whole, its files by size', async () => {
    const { conclusion } = await streamable.look(target, sources(there, oembed), never);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: {
        author: { handle: 'ada' },
        title: 'The goal',
        textTruncated: false,
        publishedAt: '2016-02-08T20:42:37.000Z',
        counts: { views: 12 },
        labels: [],
        media: [
          {
            kind: 'video',
            width: 1280,
            durationMs: 61_516,
            posterUrl: 'https://cdn-cf-east.streamable.com/image/p9cln4.jpg',
            variants: [{ url: 'https://cdn-cf-east.streamable.com/video/mp4/p9cln4.mp4' }, { height: 360 }],
          },
        ],
      },
    });
  });

  it('labels what is not ready yet', async () => {
    const { conclusion } = await streamable.look(
      target,
      sources(api({ status: 1, files: {} }), oembed),
      never,
    );
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: { labels: ['processing'], media: [{ variants: [] }] },
    });
  });

  const rows: [Absence | Obstacle | 'live', Said, Said][] = [
    ['not-found', gone, gone],
    ['not-found', api({ status: 3 }), gone],
    ['not-found', api({ status: 3 }), refused],
    ['unreadable', gone, oembed],
    ['walled', gone, refused],
    ['unreachable', gone, broken],
    ['unreachable', broken, gone],
    ['unreachable', broken, oembed],
    ['live', refused, oembed],
    ['live', there, gone],
    ['unreadable', [200, '<html>'], gone],
    ['unreadable', api({ status: 'ready' }), gone],
    ['unreadable', api({ shortcode: 'other1' }), gone],
    ['walled', refused, [200, { title: 'x', html: '<iframe src="https://streamable.com/o/other1">' }]],
  ];
  it.each(rows)('%s: %j, %j', async (expected, first, second) => {
    const { conclusion, signals } = await streamable.look(target, sources(first, second), never);
    expect(saidOf(conclusion)).toBe(expected);
    expect(signals.map(({ source }) => source)).toEqual(['streamable/api', 'streamable/oembed']);
  });
});

describe('what Streamable’s player shows', () => {
  it.each([
    ['the video, by its link', { links: ['https://streamable.com/p9cln4'] }, 'expected'],
    ['another video', { links: ['https://streamable.com/other1'] }, 'wrong-post'],
    ['that it is gone', { hasPlayer: false, pageText: 'Oops! We couldn’t find your video.' }, 'absence'],
    ['an empty page', { hasPlayer: false }, 'blank'],
  ])('%s', (_, changes, shows) => {
    const verdict = judgePlayerSight(
      playerSight(changes),
      { identify, absenceWords },
      { target, record: null },
    );
    expect(verdict.shows).toBe(shows);
    expect(streamable.views(target)[0]?.url).toBe('https://streamable.com/e/p9cln4');
  });
});

describe.skipIf(!haveRecordings)('against what Streamable really answered', () => {
  it('the URL vectors: id, kind and canonical URL (no answers are recorded)', () => {
    const { judged, wrong } = judgeUrls(streamable, {
      idOf: ({ id }) => `streamable:${id}`,
      canonicalOf: ({ canonicalUrl }) => canonicalUrl ?? null,
    });
    expect(wrong).toEqual([]);
    expect(judged).toBeGreaterThan(0);
  });
});
