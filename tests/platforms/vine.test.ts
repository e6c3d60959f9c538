import { describe, expect, it } from 'vitest';
import type { Fetch } from '#domain/fetch.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import { judgePlayerSight } from '#platforms/seeing/player-sight.ts';
import { vine } from '#platforms/vine/index.ts';
import { identify } from '#platforms/vine/urls.ts';
import { absenceWords } from '#platforms/vine/view.ts';
import { answer, platformContract } from '../contracts/platform.ts';
import { playerSight, type Said, saidOf } from './players.ts';

const never = new AbortController().signal;
const post = 'vine:b9KOOWX7HUx';
const target = { postId: post, canonicalUrl: 'https://vine.co/v/b9KOOWX7HUx' };

const kept = {
  shortId: 'b9KOOWX7HUx',
  username: 'Ada',
  userIdStr: '76',
  description: 'Snow. More at https://example.org/a',
  created: '2013-05-19T21:12:31.000000',
  thumbnailUrl: 'https://v.cdn.vine.co/r/thumbs/a.jpg',
  videoDashUrl: 'https://v.cdn.vine.co/r/videos_h264dash/a.mp4',
  videoUrl: 'https://v.cdn.vine.co/r/videos_r2/a.mp4',
  videoLowURL: 'https://v.cdn.vine.co/r/videos_r1/a.mp4',
  loops: 12,
  likes: 3,
  comments: 2,
  reposts: 1,
};
const archive = (changes: object): Said => [200, { ...kept, ...changes }];
const shell: Said = [200, '<html><div id="app"></div></html>'];
const gone: Said = [404, ''];
const refused: Said = [403, '<Error><Code>AccessDenied</Code></Error>'];
const broken: Said = [502, ''];

function sources(archiveSays: Said, pageSays: Said): Fetch {
  return async (url) => answer(url, ...(url.startsWith('https://archive.') ? archiveSays : pageSays));
}

platformContract(vine, {
  urls: [
    ['https://vine.co/v/b9KOOWX7HUx', post],
    ['http://www.vine.co/v/b9KOOWX7HUx/', post],
    ['https://vine.co/v/b9KOOWX7HUx/embed/simple?audio=1', post],
    ['https://vine.co/v/b9KOOWX7HUx/embed/postcard', post],
    ['https://vine.co/v/b9KOOWX7HUx/card', post],
    ['https://vine.co/oembed/b9KOOWX7HUx.json', post],
    ['https://vine.co/oembed.json?url=https%3A%2F%2Fvine.co%2Fv%2Fb9KOOWX7HUx', post],
    ['https://archive.vine.co/posts/b9KOOWX7HUx.json', post],
    ['https://web.archive.org/web/2016if_/https://vine.co/v/b9KOOWX7HUx/embed/simple', post],
    ['https://vine.co/u/942914934646415360', null],
    ['https://vine.co/ada', null],
    ['https://vine.co/', null],
    ['https://vine.co/v/b9KOOWX7HUxx', null],
    ['https://platform.vine.co/static/scripts/embed.js', null],
    ['https://v.cdn.vine.co/r/videos_r2/a.mp4', null],
  ],
  foreign: [
    'https://notvine.co/v/b9KOOWX7HUx',
    'https://vine.co.example.org/v/b9KOOWX7HUx',
    'https://vine.com/v/b9KOOWX7HUx',
    'https://vine.co:8443/v/b9KOOWX7HUx',
  ],
  canonicalUrls: 'computed',
  provisional: null,
  target,
  alive: sources(archive({}), shell),
});

describe('a look at a vine', () => {
  it('reads the record whole, the best file first', async () => {
    const { conclusion } = await vine.look(target, sources(archive({}), gone), never);
    expect(conclusion).toMatchObject({
      record: {
        author: { name: 'Ada', id: '76', url: 'https://vine.co/u/76' },
        text: kept.description,
        links: [{ url: 'https://example.org/a' }],
        publishedAt: '2013-05-19T21:12:31.000Z',
        counts: { likes: 3, reposts: 1, replies: 2, views: 12 },
        media: [
          {
            kind: 'video',
            posterUrl: kept.thumbnailUrl,
            variants: [{ url: kept.videoDashUrl }, { url: kept.videoUrl }, { url: kept.videoLowURL }],
          },
        ],
      },
    });
  });

  it.each<[Absence | Obstacle | 'live', Said, Said]>([
    ['live', archive({}), broken],
    ['not-found', gone, gone],
    ['unreadable', gone, shell],
    ['walled', refused, gone],
    ['walled', gone, refused],
    ['unreachable', broken, gone],
    ['unreadable', shell, gone],
    ['unreadable', archive({ shortId: 'e192BnZnZ9V' }), gone],
    ['unreadable', archive({ username: null }), gone],
    ['unreadable', archive({ created: 'yesterday' }), gone],
  ])('%s: %j, %j', async (expected, archiveSays, pageSays) => {
    const { conclusion } = await vine.look(target, sources(archiveSays, pageSays), never);
    expect(saidOf(conclusion)).toBe(expected);
  });
});

describe('what Vine’s player shows', () => {
  it.each([
    ['the vine', { links: ['https://vine.co/v/b9KOOWX7HUx'] }, 'expected'],
    ['another', { links: ['https://vine.co/v/e192BnZnZ9V'] }, 'wrong-post'],
    ['that it is gone', { hasPlayer: false, error: 'Page not found' }, 'absence'],
  ])('%s', (_, changes, shows) => {
    const sight = playerSight({ url: 'https://vine.co/v/b9KOOWX7HUx/embed/simple', ...changes });
    expect(judgePlayerSight(sight, { identify, absenceWords }, { target, record: null }).shows).toBe(shows);
  });
});
