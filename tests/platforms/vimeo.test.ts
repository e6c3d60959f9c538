import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Fetch } from '#domain/fetch.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import { judgePlayerSight } from '#platforms/seeing/player-sight.ts';
import { vimeo } from '#platforms/vimeo/index.ts';
import { utcOfNewYork } from '#platforms/vimeo/new-york-time.ts';
import { identify } from '#platforms/vimeo/urls.ts';
import { absenceWords } from '#platforms/vimeo/view.ts';
import { answer, platformContract } from '../contracts/platform.ts';
import { playerSight, type Said, saidOf } from './players.ts';
import { haveRecordings, recordedJson, recordedText } from './recordings.ts';
import { judgeUrls, recordingsOf } from './url-vectors.ts';

const never = new AbortController().signal;
const post = 'vimeo:76979871';
const target = { postId: post, canonicalUrl: 'https://vimeo.com/76979871' };

const described = {
  '@context': 'http://schema.org',
  '@type': 'VideoObject',
  url: 'https://vimeo.com/76979871',
  name: 'Snow &amp; light',
  description: 'Filmed at dawn. More at https://example.org/a and&hellip;',
  uploadDate: '2013-10-15T18:08:29+00:00',
  duration: 'PT00H01M02S',
  width: 1920,
  height: 1080,
  thumbnailUrl: 'https://i.vimeocdn.com/video/1.jpg',
  author: { '@type': 'Person', name: 'Ada', url: 'https://vimeo.com/adafilms', identifier: 7 },
};
function page(video: object = described): Said {
  const json = JSON.stringify([video, { '@type': 'BreadcrumbList' }]);
  return [200, `<html><head><script type="application/ld+json">${json}</script></head></html>`];
}
function oembed(changes: object = {}): Said {
  return [
    200,
    {
      title: 'Snow & light',
      author_name: 'Ada',
      author_url: 'https://vimeo.com/adafilms',
      description: 'Filmed at dawn. More at https://example.org/a and elsewhere.',
      thumbnail_url: 'https://i.vimeocdn.com/video/1_640.jpg',
      upload_date: '2013-10-15 14:08:29',
      duration: 62,
      html: '<iframe src="https://player.vimeo.com/video/76979871"></iframe>',
      video_id: 76979871,
      ...changes,
    },
  ];
}
const hidden: Said = [200, { html: '<iframe>', width: 640, height: 360, video_id: 76979871 }];
function config(changes: object = {}, files: object = {}): Said {
  return [
    200,
    {
      video: {
        id: 76979871,
        title: 'Snow & light',
        duration: 62,
        width: 1280,
        height: 720,
        thumbs: { base: 'https://i.vimeocdn.com/video/1' },
        owner: {
          id: 7,
          name: 'Ada',
          url: 'https://vimeo.com/adafilms',
          img: 'https://i.vimeocdn.com/portrait/7',
        },
        ...changes,
      },
      request: {
        files: {
          progressive: [
            { url: 'https://vod.vimeocdn.com/360.mp4', mime: 'video/mp4', width: 640, height: 360 },
            { url: 'https://vod.vimeocdn.com/720.mp4', mime: 'video/mp4', width: 1280, height: 720 },
          ],
          hls: {
            default_cdn: 'b',
            cdns: {
              a: { url: 'https://a.akamaized.net/a.m3u8' },
              b: { avc_url: 'https://b.akamaized.net/b.m3u8' },
            },
          },
          dash: { default_cdn: 'b', cdns: { b: { url: 'https://b.akamaized.net/b.json' } } },
          ...files,
        },
      },
    },
  ];
}
const gone: Said = [404, '<html><title>Sorry</title></html>'];
const refused: Said = [403, '<html>no</html>'];
const broken: Said = [502, ''];
const elsewhere: Said = [
  403,
  { title: 'Sorry', message: 'Because of its privacy settings, this video cannot be played here.' },
];

function sources(page: Said, oembed: Said, config: Said): Fetch {
  return async (url) => {
    const { host, pathname } = new URL(url);
    if (host === 'player.vimeo.com') return answer(url, ...config);
    if (pathname === '/api/oembed.json') return answer(url, ...oembed);
    if (host === 'vimeo.com') return answer(url, ...page);
    throw new Error(`no answer was prepared for ${url}`);
  };
}

platformContract(vimeo, {
  urls: [
    ['https://vimeo.com/76979871', post],
    ['http://www.vimeo.com/76979871?share=copy#t=5s', post],
    ['https://player.vimeo.com/video/76979871?dnt=1', post],
    ['https://vimeo.com/channels/staffpicks/76979871', post],
    ['https://vimeo.com/groups/travelhd/videos/76979871', post],
    ['https://vimeo.com/album/2632481/video/76979871', post],
    ['https://vimeo.com/showcase/2632481/video/76979871', post],
    ['https://vimeo.com/ondemand/film/76979871', post],
    ['https://vimeo.com/moogaloop.swf?clip_id=76979871&server=vimeo.com', post],
    ['https://vimeopro.com/ada/films/video/76979871', post],
    ['https://vimeo.com/api/oembed.json?url=https%3A%2F%2Fvimeo.com%2F76979871', post],
    ['https://vimeo.com/76979871%5D', post],
    ['https://web.archive.org/web/2019/https://vimeo.com/76979871', post],
    ['https://vimeo.com/event/4768062', null],
    ['https://vimeo.com/ondemand/141692381', null],
    ['https://vimeo.com/showcase/3253534', null],
    ['https://vimeo.com/adafilms', null],
    ['https://vimeo.com/adafilms/likes', null],
    ['https://vimeo.com/76979871abc', null],
    ['https://i.vimeocdn.com/video/657162424_640.jpg', null],
  ],
  foreign: [
    'https://notvimeo.com/76979871',
    'https://vimeo.com.example.org/76979871',
    'https://vimeo.com:8443/76979871',
    'https://help.vimeo.com/hc/76979871',
    'https://example.org/76979871',
  ],
  canonicalUrls: 'computed',
  provisional: null,
  target,
  alive: sources(page(), oembed(), config()),
});

describe('an unlisted video of Vimeo', () => {
  it.each([
    'https://vimeo.com/144579403/ec02229140',
    'https://player.vimeo.com/video/144579403?h=ec02229140&dnt=1',
    'https://vimeo.com/ada/review/144579403/ec02229140',
  ])('keeps its hash beside its id: %s', (url) => {
    expect(vimeo.identify(new URL(url))).toMatchObject({
      postId: 'vimeo:144579403',
      canonicalUrl: 'https://vimeo.com/144579403/ec02229140',
      certain: true,
    });
  });

  it('is asked for and seen by its hash', async () => {
    const unlisted = { postId: post, canonicalUrl: 'https://vimeo.com/76979871/ec02229140' };
    const asked: string[] = [];
    const fetch = sources(page(), oembed(), config());
    await vimeo.look(
      unlisted,
      async (url, request, signal) => {
        asked.push(url);
        return await fetch(url, request, signal);
      },
      never,
    );
    expect(asked).toHaveLength(3);
    for (const url of asked) expect(decodeURIComponent(url)).toContain('ec02229140');
    expect(vimeo.views(unlisted)[0]?.url).toContain('h=ec02229140');
  });
});

describe('a look at a video of Vimeo', () => {
  it('reads the page, the whole text of oEmbed and the files of the player into one record', async () => {
    const { conclusion } = await vimeo.look(target, sources(page(), oembed(), config()), never);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: {
        author: {
          name: 'Ada',
          handle: 'adafilms',
          url: 'https://vimeo.com/adafilms',
          id: '7',
          avatarUrl: 'https://i.vimeocdn.com/portrait/7',
        },
        title: 'Snow & light',
        text: 'Filmed at dawn. More at https://example.org/a and elsewhere.',
        textTruncated: false,
        links: [{ url: 'https://example.org/a' }],
        publishedAt: '2013-10-15T18:08:29.000Z',
        media: [
          {
            kind: 'video',
            width: 1920,
            height: 1080,
            durationMs: 62_000,
            posterUrl: 'https://i.vimeocdn.com/video/1.jpg',
          },
        ],
      },
    });
    const urls = conclusion.kind === 'live' ? conclusion.record.media[0]?.variants.map(({ url }) => url) : [];
    expect(urls).toEqual([
      'https://vod.vimeocdn.com/720.mp4',
      'https://vod.vimeocdn.com/360.mp4',
      'https://b.akamaized.net/b.m3u8',
      'https://b.akamaized.net/b.json',
    ]);
  });

  it('says that the text is cut where nobody has it whole', async () => {
    const { conclusion } = await vimeo.look(target, sources(page(), broken, config()), never);
    expect(conclusion).toMatchObject({ kind: 'live', record: { textTruncated: true } });
  });

  it('reads oEmbed where the page is refused, its time as New York’s', async () => {
    const { conclusion } = await vimeo.look(target, sources(refused, oembed(), refused), never);
    expect(conclusion).toMatchObject({
      kind: 'live',
      record: {
        title: 'Snow & light',
        publishedAt: '2013-10-15T18:08:29.000Z',
        media: [{ durationMs: 62_000, variants: [] }],
      },
    });
    expect(utcOfNewYork('2017-01-25 10:36:56')).toBe('2017-01-25T15:36:56.000Z');
    expect(utcOfNewYork('2017-03-12 03:00:00')).toBe('2017-03-12T07:00:00.000Z');
    expect(utcOfNewYork('yesterday')).toBeNull();
  });

  it('labels what plays only elsewhere', async () => {
    const { conclusion } = await vimeo.look(target, sources(page(), oembed(), elsewhere), never);
    expect(conclusion).toMatchObject({ kind: 'live', record: { labels: ['not-embeddable'] } });
  });

  const rows: [Absence | Obstacle | 'live', Said, Said, Said][] = [
    ['live', refused, refused, config()],
    ['not-found', gone, gone, gone],
    ['not-found', refused, gone, gone],
    ['not-found', gone, [404, { message: 'no' }], refused],
    ['walled', refused, gone, refused],
    ['unreadable', gone, oembed(), config()],
    ['protected', gone, hidden, refused],
    ['protected', refused, hidden, elsewhere],
    ['protected', refused, [403, { error_code: 5460 }], refused],
    ['protected', refused, refused, [200, { view: 4, title: 'Private Video' }]],
    ['protected', refused, refused, [403, { message: 'Password required' }]],
    ['walled', refused, refused, elsewhere],
    ['unreachable', broken, oembed(), config()],
    ['unreadable', [200, '<html><title>Vimeo</title></html>'], [200, '<html>'], [200, {}]],
    ['unreadable', page({ ...described, url: 'https://vimeo.com/2' }), refused, refused],
    ['walled', refused, oembed({ video_id: 2 }), config({ id: 2 })],
    ['unreadable', page({ ...described, name: 7 }), refused, refused],
  ];
  it.each(rows)('%s: %j, %j, %j', async (expected, first, second, third) => {
    const { conclusion, signals } = await vimeo.look(target, sources(first, second, third), never);
    expect(saidOf(conclusion)).toBe(expected);
    expect(signals.map(({ source }) => source)).toEqual(['vimeo/page', 'vimeo/oembed', 'vimeo/config']);
  });
});

describe('what Vimeo’s player shows', () => {
  it.each([
    ['the video, by its link', { links: ['https://vimeo.com/76979871'] }, 'expected'],
    ['another video', { links: ['https://vimeo.com/2'] }, 'wrong-post'],
    ['that it is gone', { error: 'Sorry. This video does not exist.' }, 'absence'],
    [
      'that it is for other sites',
      { error: 'Because of its privacy settings, this video cannot be played here.' },
      'wall',
    ],
    ['a form for a password', { hasPlayer: false, login: true, pageText: 'Enter the password' }, 'wall'],
  ])('%s', (_, changes, shows) => {
    const verdict = judgePlayerSight(
      playerSight(changes),
      { identify, absenceWords },
      { target, record: null },
    );
    expect(verdict.shows).toBe(shows);
  });
});

describe.skipIf(!haveRecordings)('against what Vimeo really answered', () => {
  const recordings = haveRecordings ? recordingsOf('vimeo') : [];

  it.each(recordings)('$file', async ({ file, groundTruth, originalUrl }) => {
    const truth = z
      .object({
        id: z.string().optional(),
        title: z.string().optional(),
        ogTitle: z.string().optional(),
        ogUrl: z.string().optional(),
        author: z.string().optional(),
        uploadDate: z.string().optional(),
      })
      .parse(groundTruth);
    const identity = vimeo.identify(new URL(truth.ogUrl ?? originalUrl ?? ''));
    const judged = { postId: identity?.postId ?? '', canonicalUrl: identity?.canonicalUrl ?? '' };
    const isPage = file.endsWith('.html');
    const said: Said = [200, isPage ? recordedText(file) : z.looseObject({}).parse(recordedJson(file))];
    const fetch = isPage ? sources(said, refused, refused) : sources(refused, said, refused);
    const { conclusion } = await vimeo.look(judged, fetch, never);
    expect(conclusion.kind).toBe('live');
    if (conclusion.kind !== 'live') return;
    expect(conclusion.record.title).toBe(truth.title ?? truth.ogTitle);
    expect(conclusion.record.media).toHaveLength(1);
    if (truth.id) expect(conclusion.record.postId).toBe(`vimeo:${truth.id}`);
    if (truth.author) expect(conclusion.record.author.name).toBe(truth.author);
    if (truth.uploadDate) expect(conclusion.record.publishedAt).toBe(utcOfNewYork(truth.uploadDate));
  });

  it('the URL vectors: id, kind and canonical URL', () => {
    const { judged, wrong } = judgeUrls(vimeo, {
      idOf: ({ id }) => `vimeo:${id}`,
      canonicalOf: ({ canonicalUrl }) => canonicalUrl ?? null,
    });
    console.info(`vimeo: ${recordings.length} records judged`);
    expect(wrong).toEqual([]);
    expect(judged).toBeGreaterThan(0);
  });
});
