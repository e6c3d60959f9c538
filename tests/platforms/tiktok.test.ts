import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { Fetch } from '#domain/fetch.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import { timeOfId } from '#platforms/tiktok/id-time.ts';
import { tiktok } from '#platforms/tiktok/index.ts';
import { answer, platformContract } from '../contracts/platform.ts';
import { haveRecordings, recordedJson, recordedText } from './recordings.ts';
import { judgeUrls, recordingsOf } from './url-vectors.ts';

const never = new AbortController().signal;
const NUMBER = '7240568259186019630';
const post = `tiktok:${NUMBER}`;
const target = { postId: post, canonicalUrl: `https://www.tiktok.com/@_/video/${NUMBER}` };
const short = 'tiktok:short:ZTR45GpSF';

const author = { id: '7', uniqueId: 'ada_writes', nickname: 'Ada' };
const video = {
  width: 576,
  height: 1024,
  duration: 64,
  cover: 'https://cdn.example.org/c.jpg',
  playAddr: 'https://cdn.example.org/play.mp4',
  downloadAddr: 'https://cdn.example.org/marked.mp4',
  bitrateInfo: [
    { Bitrate: 500, PlayAddr: { UrlList: ['https://cdn.example.org/small.mp4'], Width: 288, Height: 512 } },
    { Bitrate: 900, PlayAddr: { UrlList: ['https://cdn.example.org/play.mp4'], Width: 576, Height: 1024 } },
  ],
};
const item = {
  id: NUMBER,
  desc: 'Snow & light #snow',
  createTime: '1685834000',
  textLanguage: 'en',
  author,
  video,
  stats: { diggCount: 3, commentCount: 1, playCount: 90 },
  statsV2: { repostCount: '2' },
};
const script = (id: string, json: object) =>
  `<html><script id="${id}" type="application/json">${JSON.stringify(json)}</script></html>`;
const page = (detail: object) =>
  script('__UNIVERSAL_DATA_FOR_REHYDRATION__', { __DEFAULT_SCOPE__: { 'webapp.video-detail': detail } });
const shown = (changes: object = {}) =>
  page({ statusCode: 0, itemInfo: { itemStruct: { ...item, ...changes } } });
const code = (statusCode: number) => page({ statusCode, statusMsg: "item doesn't exist" });
const oembed = {
  title: 'Snow & light #snow',
  author_name: 'Ada',
  author_url: 'https://www.tiktok.com/@ada_writes',
  html: `<blockquote class="tiktok-embed" data-video-id="${NUMBER}"></blockquote>`,
  thumbnail_url: 'https://cdn.example.org/t.jpg',
};

type Said = [status: number, body: string | object, headers?: Record<string, string>];
function sources(pageSays: Said, oembedSays: Said): Fetch {
  return async (url) => answer(url, ...(url.includes('/oembed') ? oembedSays : pageSays));
}

platformContract(tiktok, {
  urls: [
    [`https://www.tiktok.com/@ada_writes/video/${NUMBER}`, post],
    [`https://www.tiktok.com/@ada_writes/video/${NUMBER}?is_copy_url=1&lang=en`, post],
    [`https://tiktok.com/@/video/${NUMBER}/`, post],
    [`https://m.tiktok.com/v/${NUMBER}.html?u_code=1`, post],
    [`https://www.tiktok.com/@ada_writes/photo/${NUMBER}`, post],
    [`https://www.tiktok.com/embed/${NUMBER}`, post],
    [`https://www.tiktok.com/embed/v2/${NUMBER}`, post],
    [`https://www.tiktok.com/player/v1/${NUMBER}?music_info=1`, post],
    [`https://www.tiktok.com/share/video/${NUMBER}/`, post],
    [`https://m.tiktok.com/i18n/share/video/${NUMBER}/`, post],
    [`https://www.tiktokv.com/share/video/${NUMBER}`, post],
    [`https://www.tiktok.com/oembed?url=https%3A%2F%2Fwww.tiktok.com%2F%40a%2Fvideo%2F${NUMBER}`, post],
    [`https://www.vxtiktok.com/@ada_writes/video/${NUMBER}`, post],
    [`https://proxitok.example.org/@ada_writes/video/${NUMBER}`, post],
    [`https://web.archive.org/web/2023/https://www.tiktok.com/@a/video/${NUMBER}`, post],
    ['https://vm.tiktok.com/ZTR45GpSF/', short],
    ['https://vt.tiktok.com/ZTR45GpSF', short],
    ['https://www.tiktok.com/t/ZTR45GpSF', short],
    ['https://www.tiktok.com/@ada_writes', null],
    ['https://www.tiktok.com/@ada_writes/live', null],
    ['https://www.tiktok.com/music/Song-6956990112127585029', null],
    ['https://www.tiktok.com/tag/snow', null],
    ['https://www.tiktok.com/@ada_writes/collection/x-7111887189571160875', null],
    ['https://www.tiktok.com/@ada_writes/video/12ab', null],
  ],
  foreign: [
    `https://nottiktok.com/@ada_writes/video/${NUMBER}`,
    `https://tiktok.com.example.org/@ada_writes/video/${NUMBER}`,
    `https://newsroom.tiktok.com/en-us/video/${NUMBER}`,
    `https://www.tiktok.com:8443/@a/video/${NUMBER}`,
    'https://example.org/t/ZTR45GpSF',
  ],
  canonicalUrls: 'computed',
  provisional: short,
  target,
  alive: sources([200, shown()], [200, oembed]),
});

const refused: Said = [400, { code: 400, message: 'Something went wrong' }];
const there: Said = [200, oembed];
const wall: Said = [200, '<html><div id="captcha"></div></html>'];

describe('a look at a post of TikTok', () => {
  it.each<[string, Said, Said, Absence | Obstacle | 'live']>([
    ['both show it', [200, shown()], there, 'live'],
    ['the page is walled, oEmbed shows it', wall, there, 'live'],
    ['the page is walled, oEmbed refuses', wall, refused, 'walled'],
    ['neither knows it', [200, code(10204)], refused, 'not-found'],
    ['not for us, while oEmbed shows it', [200, code(10204)], there, 'unreadable'],
    ['not for us, and oEmbed is limited', [200, code(10204)], [429, ''], 'rate-limited'],
    ['deleted', [200, code(10217)], refused, 'deleted'],
    ['a private post', [200, code(10216)], refused, 'protected'],
    ['a private account', [200, code(10222)], refused, 'protected'],
    ['no such account', [200, code(10221)], refused, 'account-gone'],
    ['another region', [200, code(10231)], there, 'geo-blocked'],
    ['a code that nobody knows', [200, code(100004)], refused, 'unreadable'],
    [
      'classified, and nothing to play',
      [200, shown({ isContentClassified: true, video: null })],
      there,
      'age-gated',
    ],
    ['another post than was asked for', [200, shown({ id: '1' })], refused, 'unreadable'],
    ['a refusal in HTML', wall, [404, '<html></html>'], 'walled'],
    ['a dead end point', wall, [410, '{}'], 'walled'],
  ])('%s', async (_, pageSays, oembedSays, expected) => {
    const { conclusion } = await tiktok.look(target, sources(pageSays, oembedSays), never);
    expect(said(conclusion)).toBe(expected);
  });

  it('takes a login for a wall', async () => {
    const fetch: Fetch = async (url) => ({
      ...answer(url, ...(url.includes('/oembed') ? refused : ([200, shown()] as Said))),
      finalUrl: 'https://www.tiktok.com/login?redirect_url=x',
    });
    expect((await tiktok.look(target, fetch, never)).conclusion).toMatchObject({ obstacle: 'walled' });
  });

  it('names the field that is not as expected', async () => {
    const fetch = sources([200, shown({ author: { uniqueId: 7 } })], refused);
    const { signals } = await tiktok.look(target, fetch, never);
    expect(signals[0]?.detail).toContain('author.uniqueId');
  });

  it('reads the post, its best file first', async () => {
    const { conclusion } = await tiktok.look(target, sources([200, shown()], there), never);
    expect(conclusion).toMatchObject({
      record: {
        author: { name: 'Ada', handle: 'ada_writes' },
        publishedAt: '2023-06-03T23:13:20.000Z',
        counts: { likes: 3, reposts: 2, views: 90 },
        media: [
          {
            durationMs: 64_000,
            variants: [
              { url: 'https://cdn.example.org/play.mp4', bitrate: 900 },
              { url: 'https://cdn.example.org/small.mp4' },
              { url: 'https://cdn.example.org/marked.mp4' },
            ],
          },
        ],
      },
    });
  });

  it('asks for media as its page would: with the cookie that came with their addresses', async () => {
    const shownWithCookie: Fetch = async (url) => ({
      ...answer(url, ...(url.includes('/oembed') ? there : ([200, shown()] as Said))),
      setCookies: ['ttwid=1; Path=/', 'tt_chain_token=ab%2Fc==; Domain=.tiktok.com; Secure'],
    });

    const { mediaHeaders } = await tiktok.look(target, shownWithCookie, never);

    expect(mediaHeaders).toEqual({ referer: 'https://www.tiktok.com/', cookie: 'tt_chain_token=ab%2Fc==' });
  });

  it('reads the pictures of a photo post, and pages of the older make', async () => {
    const images = ['a', 'b'].map((name) => ({
      imageURL: { urlList: [`https://cdn.example.org/${name}.jpg`] },
      imageWidth: 1080,
      imageHeight: 1440,
    }));
    const photos = await tiktok.look(target, sources([200, shown({ imagePost: { images } })], there), never);
    expect(photos.conclusion).toMatchObject({
      record: { media: [{ kind: 'photo', width: 1080 }, { kind: 'photo' }] },
    });
    const state = {
      ItemModule: { [NUMBER]: { ...item, author: 'ada_writes' } },
      UserModule: { users: { ada_writes: author } },
      VideoPage: { statusCode: 0 },
    };
    const older = await tiktok.look(target, sources([200, script('SIGI_STATE', state)], refused), never);
    expect(older.conclusion).toMatchObject({ kind: 'live', record: { author: { name: 'Ada' } } });
    const next = { props: { pageProps: { statusCode: 0, itemInfo: { itemStruct: item } } } };
    const oldest = await tiktok.look(target, sources([200, script('__NEXT_DATA__', next)], refused), never);
    expect(oldest.conclusion).toMatchObject({ kind: 'live', record: { author: { name: 'Ada' } } });
  });
});

const truthSchema = z.object({
  id: z.string(),
  idTime: z.string(),
  author: z.string().optional(),
  authorUrl: z.string().optional(),
  title: z.string().optional(),
  authorHandle: z.string().optional(),
  authorName: z.string().optional(),
  createdAt: z.string().optional(),
  textStart: z.string().optional(),
});

describe.skipIf(!haveRecordings)('against what TikTok really answered', () => {
  const recordings = haveRecordings ? recordingsOf('tiktok') : [];

  it.each(recordings)('$file', async ({ file, groundTruth }) => {
    const truth = truthSchema.parse(groundTruth);
    const recorded = {
      postId: `tiktok:${truth.id}`,
      canonicalUrl: `https://www.tiktok.com/@_/video/${truth.id}`,
    };
    const isPage = file.includes('/page-');
    const fetch = isPage
      ? sources([200, recordedText(file)], refused)
      : sources(wall, [200, z.object({}).loose().parse(recordedJson(file))]);
    const { conclusion } = await tiktok.look(recorded, fetch, never);
    if (conclusion.kind !== 'live') throw new Error(JSON.stringify(conclusion));
    const { record } = conclusion;
    expect(record.author.name).toBe(truth.authorName ?? truth.author);
    expect(record.author.handle).toBe(truth.authorHandle ?? truth.authorUrl?.split('/@')[1]);
    expect(record.idTime).toBe(new Date(truth.idTime).toISOString());
    if (truth.createdAt) expect(record.publishedAt).toBe(new Date(truth.createdAt).toISOString());
    expect(record.text.startsWith(truth.textStart ?? truth.title ?? '?')).toBe(true);
    expect(record.media).toHaveLength(1);
    if (isPage) expect(record.media[0]?.variants.length).toBeGreaterThan(0);
  });

  it('all recordings were judged', () => {
    console.info(`tiktok: ${recordings.length} of ${recordings.length} answers judged`);
    expect(recordings.length).toBeGreaterThan(0);
  });

  it('the URL vectors: id, kind and canonical URL', () => {
    const { judged, wrong } = judgeUrls(tiktok, {
      idOf: ({ id }) => `tiktok:${id}`,
      // Ours holds no handle and no kind, which TikTok does not look at.
      canonicalOf: ({ id, canonicalUrl }) => canonicalUrl && `https://www.tiktok.com/@_/video/${id}`,
    });
    expect(judged).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  it('the times of ids', () => {
    const schema = z.object({
      vectors: z.array(z.object({ platform: z.string(), id: z.string(), fromId: z.string().nullable() })),
    });
    const vectors = schema
      .parse(recordedJson('urls/id-time-vectors.json'))
      .vectors.filter(({ platform }) => platform === 'tiktok');
    console.info(`tiktok: ${vectors.length} of ${vectors.length} id times judged`);
    expect(vectors.length).toBeGreaterThan(0);
    for (const { id, fromId } of vectors) expect([id, timeOfId(id)]).toEqual([id, fromId]);
  });
});

function said(conclusion: Awaited<ReturnType<typeof tiktok.look>>['conclusion']): string {
  if (conclusion.kind === 'live') return 'live';
  return conclusion.kind === 'absent' ? conclusion.absence : conclusion.obstacle;
}
