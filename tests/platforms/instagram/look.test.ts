import { describe, expect, it } from 'vitest';
import type { Fetch } from '#domain/fetch.ts';
import { instagram } from '#platforms/instagram/index.ts';
import { codeOfMediaId, mediaIdOf } from '#platforms/instagram/media-id.ts';
import { answer } from '../../contracts/platform.ts';
import { type Sources, sources } from '../sources.ts';
import {
  broken,
  CODE,
  embedUrl,
  page,
  picture,
  shell,
  single,
  singleWithContext,
  target,
  withContext,
} from './synthetic.ts';

const never = new AbortController().signal;

async function conclude(answers: Sources) {
  const { conclusion } = await instagram.look(target, sources(answers), never);
  return conclusion;
}

async function recordOf(answers: Sources) {
  const conclusion = await conclude(answers);
  if (conclusion.kind !== 'live') throw new Error(JSON.stringify(conclusion));
  return conclusion.record;
}

describe('what Instagram says of a post', () => {
  it('is in the markup of a single picture', async () => {
    const record = await recordOf({ [embedUrl]: [200, single] });
    expect(record).toMatchObject({
      author: { handle: 'ada.writes', id: '42', avatarUrl: 'https://scontent.cdninstagram.com/me.jpg' },
      text: 'Snow & light\nin #hajin',
      publishedAt: '2022-08-23T16:51:41.000Z',
      idTime: '2022-08-23T16:51:41.303Z',
      counts: { likes: 257_132, replies: 1777 },
      labels: [],
    });
    const { text, links, media } = record;
    expect(links.map(({ url, start, end }) => [text.slice(start, end), url])).toEqual([
      ['#hajin', 'https://www.instagram.com/explore/tags/hajin/?utm_source=ig_embed'],
    ]);
    expect(media).toMatchObject([
      { kind: 'photo', alt: null, variants: [{ url: picture, width: 1080 }, { width: 640 }] },
    ]);
  });

  it('is in the markup of a single picture too where the page has data without the post', async () => {
    const record = await recordOf({ [embedUrl]: [200, singleWithContext] });
    expect(record).toEqual(await recordOf({ [embedUrl]: [200, single] }));
  });

  it('may have counts that are cut short', async () => {
    const short = single.replace('257,132 likes', '1.2M likes');
    expect((await recordOf({ [embedUrl]: [200, short] })).counts.likes).toBe(1_200_000);
  });

  it('is in the data of an album: all pictures and films, the largest first', async () => {
    const record = await recordOf({ [embedUrl]: [200, withContext()] });
    expect(record).toMatchObject({
      author: { handle: 'ada.writes', id: '42' },
      text: 'Snow & "light" ❄️\n#hajin',
      counts: { likes: 12, replies: 3 },
      media: [
        { kind: 'photo', width: 1080, variants: [{ url: picture, width: 1080 }, { width: 640 }] },
        {
          kind: 'video',
          durationMs: 12_500,
          posterUrl: `${picture}&poster`,
          variants: [{ url: 'https://scontent.cdninstagram.com/v/a.mp4', mediaType: 'video/mp4' }],
        },
      ],
    });
  });

  it('says so where the markup of an album has one picture only', async () => {
    const album = single.replace('GraphImage', 'GraphSidecar');
    expect((await recordOf({ [embedUrl]: [200, album] })).labels).toEqual(['media-incomplete']);
  });

  it('is in the meta tags of its page where the embed page has none', async () => {
    expect(await recordOf({ [embedUrl]: [200, shell], [`/p/${CODE}/`]: [200, page] })).toMatchObject({
      author: { name: 'Ada', handle: 'ada.writes' },
      text: 'Snow',
      media: [{ kind: 'video', posterUrl: picture, variants: [] }],
      labels: [],
    });
  });

  it('states no time where the page’s day is another than the id’s', async () => {
    const later = page.replace('August 23, 2022', 'August 23, 2023');
    const { publishedAt } = await recordOf({ [embedUrl]: [200, shell], [`/p/${CODE}/`]: [200, later] });
    expect(publishedAt).toBeNull();
  });
});

describe('a post of Instagram that cannot be seen', () => {
  const notFound = { kind: 'absent', absence: 'not-found' };
  it.each<[string, Sources, object]>([
    ['the box of a broken embed', { [embedUrl]: [200, broken()], [`/p/${CODE}/`]: [200, shell] }, notFound],
    [
      'the other box',
      { [embedUrl]: [200, broken('EmbedIsBroken')], [`/p/${CODE}/`]: [200, shell] },
      notFound,
    ],
    ['404 of both pages', { [embedUrl]: [404, ''], [`/p/${CODE}/`]: [404, ''] }, notFound],
    [
      '404 of the embed page alone',
      { [embedUrl]: [404, ''], [`/p/${CODE}/`]: [200, shell] },
      { kind: 'unknown', obstacle: 'unreadable' },
    ],
    ['the box, whatever the page', { [embedUrl]: [200, broken()], [`/p/${CODE}/`]: [429, ''] }, notFound],
    [
      'the other box, shown to a machine',
      { [embedUrl]: [200, broken('EmbedIsBroken')], [`/p/${CODE}/`]: [429, ''] },
      { kind: 'unknown', obstacle: 'rate-limited' },
    ],
    [
      'the box of a post that is there',
      { [embedUrl]: [200, broken()], [`/p/${CODE}/`]: [200, page] },
      { kind: 'live', record: { labels: ['not-embeddable'] } },
    ],
    [
      'nothing at all',
      { [embedUrl]: [200, shell], [`/p/${CODE}/`]: [200, shell] },
      { kind: 'unknown', obstacle: 'unreadable' },
    ],
    [
      'another post',
      { [embedUrl]: [200, single.replaceAll(CODE, 'CPeC-Eenc8l')], [`/p/${CODE}/`]: [200, shell] },
      { kind: 'unknown', detail: expect.stringContaining('CPeC-Eenc8l') },
    ],
    [
      'another post’s data',
      { [embedUrl]: [200, withContext({ shortcode: 'CPeC-Eenc8l' })], [`/p/${CODE}/`]: [200, shell] },
      { kind: 'unknown', detail: expect.stringContaining('CPeC-Eenc8l') },
    ],
    [
      'data that has changed',
      { [embedUrl]: [200, withContext({ owner: null })], [`/p/${CODE}/`]: [200, shell] },
      { kind: 'unknown', detail: expect.stringContaining('shortcode_media.owner') },
    ],
    [
      'a request for patience',
      {
        [embedUrl]: [200, '<p>Please wait a few minutes before you try again.</p>'],
        [`/p/${CODE}/`]: [200, shell],
      },
      { kind: 'unknown', obstacle: 'rate-limited' },
    ],
  ])('%s', async (_, answers, expected) => {
    expect(await conclude(answers)).toMatchObject(expected);
  });

  it.each(['https://www.instagram.com/accounts/login/?next=%2Fp%2Fa%2F', 'https://www.instagram.com/'])(
    'being led to %s says nothing',
    async (finalUrl) => {
      const led: Fetch = async (url) => ({ ...answer(url, 200, shell), finalUrl, chain: [url, finalUrl] });
      const { conclusion } = await instagram.look(target, led, never);
      expect(conclusion).toMatchObject({ kind: 'unknown', obstacle: 'walled' });
    },
  );
});

describe('which post a share link is', () => {
  it('is told by the redirect', async () => {
    const location = `https://www.instagram.com/reel/${CODE}/?igsh=x`;
    const fetch = sources({ '/share/reel/': [302, '', { location }] });
    expect(await instagram.resolve('instagram:share:reel:BARSSL4rTu', fetch, never)).toMatchObject({
      kind: 'resolved',
      identity: target,
    });
  });

  it('is not told by a page', async () => {
    const fetch = sources({ '/share/reel/': [200, shell] });
    const resolution = await instagram.resolve('instagram:share:reel:BARSSL4rTu', fetch, never);
    expect(resolution).toMatchObject({ kind: 'unknown', obstacle: 'unreadable' });
  });

  it('a code and a media id are the same number', () => {
    expect(mediaIdOf(CODE)).toBe(2911295595251935837n);
    expect(codeOfMediaId('2911295595251935837_42')).toBe(CODE);
    expect(codeOfMediaId('12')).toBeNull();
  });
});
