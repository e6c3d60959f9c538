import { describe, expect, it } from 'vitest';
import type { Fetch } from '#domain/fetch.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import { judgeEmbed } from '#platforms/seeing/embed-sight.ts';
import { vk } from '#platforms/vk/index.ts';
import { reading } from '#platforms/vk/view.ts';
import { always, answer, platformContract } from '../contracts/platform.ts';
import { haveRecordings } from './recordings.ts';
import { judgeUrls } from './url-vectors.ts';

const never = new AbortController().signal;
const video = { postId: 'vk:video-77521_162222515', canonicalUrl: 'https://vk.com/video-77521_162222515' };
const wall = { postId: 'vk:wall-23538238_35', canonicalUrl: 'https://vk.com/wall-23538238_35' };

const parameters = {
  oid: -77521,
  vid: '162222515',
  md_title: 'Snow & light',
  md_author: 'Lamps',
  author_id: 39545378,
  date: 1329049880,
  duration: 195,
  jpg: 'https://sun.example.org/p.jpg',
  url240: 'https://vkvd.example.org/a.240.mp4',
  url720: 'https://vkvd.example.org/a.720.mp4',
  hls: 'https://vkvd.example.org/a.m3u8',
};
const player = (changes: object = {}) =>
  `<html><script>var playerParams = ${JSON.stringify({ params: [{ ...parameters, ...changes }] })};</script></html>`;
const message = (text: string) => `<html><div id="video_ext_msg">${text}</div></html>`;
const wallPage = `<html><div class="post" data-post-id="-23538238_35"><a class="author" href="/lamps">Lamps</a><span class="rel_date" time="1329049880">three hours ago</span>
  <div class="wall_post_text">Snow &amp; light<br><a href="/away.php?to=https%3A%2F%2Fexample.org%2Fa">example.org/a</a></div>
  <a class="page_post_thumb_wrap" style="background-image: url(https://sun.example.org/1.jpg)"></a></div></html>`;

type Said = [status: number, body: string | object, headers?: Record<string, string>];
function sources(playerSays: Said, pageSays: Said): Fetch {
  return async (url) => answer(url, ...(/video_ext|\/\/m\./.test(url) ? playerSays : pageSays));
}

platformContract(vk, {
  urls: [
    ['https://vk.com/video-77521_162222515', video.postId],
    ['https://vk.com/videos-77521?z=video-77521_162222515%2Fclub77521', video.postId],
    ['https://vk.com/video_ext.php?oid=-77521&id=162222515&hash=87b046504ccd8bfa', video.postId],
    ['https://vkvideo.ru/video-77521_162222515', video.postId],
    ['https://vk.com/clip-77521_162222515', video.postId],
    ['https://m.vk.com/wall-23538238_35', wall.postId],
    ['https://vk.ru/lamps?w=wall-23538238_35', wall.postId],
    ['https://vk.com/wall-23538238_35?reply=36', wall.postId],
    ['https://new.vk.com/photo1_2', 'vk:photo1_2'],
    ['https://web.archive.org/web/2018/https://vk.com/wall-23538238_35', wall.postId],
    ['https://vk.com/lamps', null],
    ['https://vk.com/album-53775183_00', null],
    ['https://vk.com/video/playlist/-174476437_2', null],
    ['https://vk.com/share.php?url=x', null],
    ['https://live.vkvideo.ru/lamps', null],
  ],
  foreign: [
    'https://notvk.com/wall-23538238_35',
    'https://vk.com.example.org/wall-23538238_35',
    'https://vk.com:8443/wall-23538238_35',
    'https://vkplay.live/lamps',
  ],
  canonicalUrls: 'computed',
  provisional: null,
  target: video,
  alive: sources([200, player()], [500, '']),
});

describe('a look at a video of VK', () => {
  const silent: Said = [200, '<html></html>'];
  it.each<[string, Said, Said, Absence | Obstacle | 'live']>([
    ['shown', [200, player()], silent, 'live'],
    [
      'deleted',
      [200, message('This video is no longer available, because it has been deleted.')],
      silent,
      'deleted',
    ],
    ['deleted, in Russian', [200, message('Видеозапись была удалена.')], silent, 'deleted'],
    [
      'its author is blocked',
      [200, message('This video is no longer available, because its author has been blocked.')],
      silent,
      'suspended',
    ],
    [
      'its author is blocked, in Russian',
      [200, message('Видеозапись недоступна, так как её автор был заблокирован.')],
      silent,
      'suspended',
    ],
    [
      'copyright',
      [200, message('This video A was removed from public access by request of the copyright holder.')],
      silent,
      'removed',
    ],
    [
      'its account is gone',
      [200, message('This page was deleted by its owner. Page deleted by its owner.')],
      silent,
      'account-gone',
    ],
    ['region', [200, message('The video A is not available in your region.')], silent, 'geo-blocked'],
    ['denied', [200, message('Access denied')], silent, 'protected'],
    ['login', [200, message('Please log in or register')], silent, 'login-gated'],
    ['an unknown error alone', [200, message('Unknown error')], silent, 'unreadable'],
    ['an unknown error, and no page', [200, message('Unknown error')], [404, ''], 'not-found'],
    ['temporarily', [200, message('Видео временно недоступно')], silent, 'unreadable'],
    ['another video', [200, player({ vid: 9 })], silent, 'unreadable'],
    ['a field that has changed', [200, player({ md_title: null })], silent, 'unreadable'],
  ])('%s', async (_, playerSays, pageSays, expected) => {
    const { conclusion } = await vk.look(video, sources(playerSays, pageSays), never);
    const words =
      conclusion.kind === 'absent'
        ? conclusion.absence
        : conclusion.kind === 'unknown'
          ? conclusion.obstacle
          : 'live';
    expect(words).toBe(expected);
  });

  it.each([
    ['https://vk.com/challenge.html?hash429=a', 'challenged'],
    ['https://vk.com/login.php?act=security_check', 'challenged'],
    ['https://vk.com/login?to=a', 'walled'],
  ])('%s is %s', async (finalUrl, obstacle) => {
    const fetch: Fetch = async (url) => ({ ...answer(url, 200, message('Access denied')), finalUrl });
    expect((await vk.look(video, fetch, never)).conclusion).toMatchObject({ kind: 'unknown', obstacle });
  });

  it('is asked for with the key of the embed that it was found in, and with no other', async () => {
    const asked: string[] = [];
    const fetch: Fetch = async (url) => {
      asked.push(url);
      return answer(url, 200, player());
    };
    const embed = 'https://vk.com/video_ext.php?oid=-77521&id=162222515&hash=87b046504ccd8bfa';
    const found = { ...video, foundUrl: embed };
    await vk.look(found, fetch, never);
    expect(asked).toContain(embed);
    expect(vk.views(found)[0]?.url).toBe(embed);
    const others = embed.replace('162222515', '162222516');
    for (const foundUrl of [others, 'https://evil.example/?hash=87b046504ccd8bfa', null])
      expect(vk.views({ ...video, foundUrl })[0]?.url).not.toContain('hash');
  });

  it('reads title, author, time and files, the best first', async () => {
    const { conclusion } = await vk.look(video, sources([200, player()], [200, '']), never);
    expect(conclusion).toMatchObject({
      record: {
        author: { name: 'Lamps', id: '39545378', url: 'https://vk.com/id39545378' },
        title: 'Snow & light',
        publishedAt: '2012-02-12T12:31:20.000Z',
        media: [
          {
            durationMs: 195_000,
            variants: [{ height: 720 }, { height: 240 }, { mediaType: 'application/x-mpegURL' }],
          },
        ],
      },
    });
  });
});

describe('a post of a wall', () => {
  it('is read with its words, links, time and pictures', async () => {
    const { conclusion } = await vk.look(wall, sources([200, wallPage], [500, '']), never);
    expect(conclusion).toMatchObject({
      record: {
        author: { name: 'Lamps', handle: 'lamps', id: '-23538238' },
        text: 'Snow & light\nexample.org/a',
        links: [{ url: 'https://example.org/a' }],
        publishedAt: '2012-02-12T12:31:20.000Z',
        media: [{ kind: 'photo', variants: [{ url: 'https://sun.example.org/1.jpg' }] }],
      },
    });
  });

  it('is gone by VK’s words, in its own encoding', async () => {
    const bytes = Uint8Array.from([
      ...new TextEncoder().encode('<html><div class="message_page_body">'),
      // "Запись удалена" in windows-1251.
      ...[0xc7, 0xe0, 0xef, 0xe8, 0xf1, 0xfc, 0x20, 0xf3, 0xe4, 0xe0, 0xeb, 0xe5, 0xed, 0xe0],
      ...new TextEncoder().encode('</div></html>'),
    ]);
    const fetch: Fetch = async (url) => ({
      ...answer(url, 200, '', { 'content-type': 'text/html; charset=windows-1251' }),
      body: bytes,
    });
    expect((await vk.look(wall, fetch, never)).conclusion).toMatchObject({
      kind: 'absent',
      absence: 'deleted',
    });
  });

  it('is not another post of the page', async () => {
    const other = wallPage.replaceAll('-23538238_35', '-23538238_36');
    expect((await vk.look(wall, always(200, other), never)).conclusion).toMatchObject({
      obstacle: 'unreadable',
    });
  });

  it('is judged on its page by id', () => {
    const shown = {
      text: 'Lamps Snow',
      words: 'Snow',
      author: 'Lamps',
      permalinks: ['https://vk.com/wall-23538238_35'],
      hasPicture: false,
    };
    const sight = { post: shown, absence: null, login: false, pageText: '', htmlStart: '' };
    expect(judgeEmbed(sight, reading, { target: wall, record: null }).shows).toBe('expected');
    expect(judgeEmbed(sight, reading, { target: video, record: null }).shows).toBe('wrong-post');
    const gone = { ...sight, post: null, absence: 'Post deleted' };
    expect(judgeEmbed(gone, reading, { target: wall, record: null }).shows).toBe('absence');
  });
});

describe.skipIf(!haveRecordings)('against recorded URLs of VK', () => {
  it('the URL vectors: id, kind and canonical URL', () => {
    const { judged, wrong } = judgeUrls(vk, {
      idOf: ({ id, kind }) => `vk:${kind === 'post' ? 'wall' : kind}${id}`,
      canonicalOf: ({ canonicalUrl }) => canonicalUrl,
    });
    expect(judged).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });
});
