import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { identify } from '#platforms/registry.ts';

/** One address of each platform whose id is certain, or that is a short link. */
const posts: readonly [url: string, postId: string][] = [
  ['https://twitter.com/u/status/1072', 'x:1072'],
  ['https://t.co/0PbFPhQz2l', 'x:short:0PbFPhQz2l'],
  ['https://www.youtube.com/watch?v=dQw4w9WgXcQ', 'youtube:dQw4w9WgXcQ'],
  ['https://www.tiktok.com/@u/video/7123456789012345678', 'tiktok:7123456789012345678'],
  ['https://www.instagram.com/p/CN2VQ1yI_MA/', 'instagram:CN2VQ1yI_MA'],
  ['https://www.threads.com/@u/post/CuW6-7KyXme', 'threads:CuW6-7KyXme'],
  ['https://www.facebook.com/page/posts/1234567890', 'facebook:1234567890'],
  ['https://t.me/chan/123', 'telegram:chan:123'],
  ['https://www.reddit.com/r/pics/comments/abc123/slug/def456/', 'reddit:abc123:def456'],
  [
    'https://bsky.app/profile/did:plc:z72i7hdynmk6r22z27h6tvur/post/3l6oveex3ii2l',
    'bluesky:did:plc:z72i7hdynmk6r22z27h6tvur:3l6oveex3ii2l',
  ],
  ['https://mastodon.social/@a/110446183735368325', 'mastodon:mastodon.social:110446183735368325'],
  ['https://vimeo.com/76979871', 'vimeo:76979871'],
  ['https://www.dailymotion.com/video/x8abcd', 'dailymotion:x8abcd'],
  ['https://vk.com/wall-1_2', 'vk:wall-1_2'],
  ['https://clips.twitch.tv/FaintLightGullWholeWheat', 'twitch:FaintLightGullWholeWheat'],
  ['https://streamable.com/abc12', 'streamable:abc12'],
  ['https://vine.co/v/b9KOOWX7HUx', 'vine:b9KOOWX7HUx'],
  ['https://truthsocial.com/@u/108779000807761862', 'truthsocial:108779000807761862'],
  [
    'https://www.linkedin.com/feed/update/urn:li:activity:7151241570371948544/',
    'linkedin:activity:7151241570371948544',
  ],
];

const encoded = encodeURIComponent;
const bare = (url: string) => url.replace('https://', '');
const ampHost = (url: string) => new URL(url).host.replaceAll('-', '--').replaceAll('.', '-');
const wrappers: (readonly [name: string, wrap: (url: string) => string])[] = [
  ...['', '20181212120000', '2018', '2', '20181212120000*', '*'].map(
    (time) =>
      [`web/${time}`, (url: string) => `https://web.archive.org/web/${time && `${time}/`}${url}`] as const,
  ),
  ...['id_', 'if_', 'im_', 'js_', 'cs_', 'oe_', 'mp_', 'fw_'].map(
    (flag) => [flag, (url: string) => `http://web.archive.org/web/20181212120000${flag}/${url}`] as const,
  ),
  ['one slash lost', (url) => `https://web.archive.org/web/2018/${url.replace('//', '/')}`],
  ['no scheme', (url) => `https://web.archive.org/web/2018/${bare(url)}`],
  ['save', (url) => `https://web.archive.org/save/_embed/${url}`],
  ['old name', (url) => `https://wayback.archive.org/web/2018/${url}`],
  ['beta', (url) => `https://web-beta.archive.org/web/2018/${url}`],
  ['archive.today by time', (url) => `https://archive.today/2018.12.12-120000/${url}`],
  ['archive.is', (url) => `https://archive.is/20181212120000/${url}`],
  ['archive.ph newest', (url) => `https://archive.ph/newest/${url}`],
  ['archive.md by key', (url) => `https://archive.md/o/AbCdE/${url}`],
  ['archive.vn', (url) => `https://archive.vn/${url}`],
  ['archive.ph asked to keep', (url) => `https://archive.ph/?run=1&url=${encoded(url)}`],
  ['Google’s translation', (url) => `https://translate.google.com/translate?sl=auto&u=${encoded(url)}`],
  ['Google’s translation, abroad', (url) => `https://translate.google.co.uk/translate?u=${encoded(url)}`],
  [
    'Google’s cache',
    (url) => `https://webcache.googleusercontent.com/search?q=cache:abcdefghijkl:${encoded(url)}+a`,
  ],
  ['Google’s results', (url) => `https://www.google.de/url?sa=t&url=${encoded(url)}`],
  ['an AMP cache', (url) => `https://${ampHost(url)}.cdn.ampproject.org/c/s/${bare(url)}`],
  ['an AMP viewer', (url) => `https://www.google.com/amp/s/${bare(url)}`],
  ['the way out of Facebook', (url) => `https://l.facebook.com/l.php?u=${encoded(url)}&h=AT0`],
  ['the way out of Instagram', (url) => `https://l.instagram.com/?u=${encoded(url)}&e=x`],
  ['the way out of Tumblr', (url) => `https://t.umblr.com/redirect?z=${encoded(url)}&t=x`],
  ['the way out of Reddit', (url) => `https://out.reddit.com/t3_abc?url=${encoded(url)}`],
  ['the way out of VK', (url) => `https://vk.com/away.php?to=${encoded(url)}`],
  ['the way out of LinkedIn', (url) => `https://www.linkedin.com/redir/redirect?url=${encoded(url)}`],
  ['the way out of YouTube', (url) => `https://www.youtube.com/redirect?q=${encoded(url)}`],
];

/** As careless copies and other programs write the same address. */
const spellings: readonly [name: string, write: (url: URL) => string][] = [
  ['http', (url) => url.href.replace('https:', 'http:')],
  ['capitals in the host', (url) => url.href.replace(url.host, url.host.toUpperCase())],
  ['the root’s dot', (url) => url.href.replace(url.host, `${url.host}.`)],
  ['the port said', (url) => url.href.replace(url.host, `${url.host}:443`)],
  ['slashes doubled', (url) => `${url.origin}/${url.pathname}${url.search}`],
  ['a fragment', (url) => `${url.href}#top`],
  ['trackers', (url) => `${url.href}${url.search ? '&' : '?'}utm_source=a&fbclid=b`],
  ['a comma', (url) => `${url.href.replace(/\/$/, '')},`],
  ['the end of a sentence', (url) => `${url.href.replace(/\/$/, '')}).`],
  ['a space', (url) => `${url.href.replace(/\/$/, '')}%20`],
];

describe('a post by its address within another', () => {
  it.each(wrappers)('%s', (_, wrap) => {
    for (const [url, postId] of posts)
      expect([url, identify(new URL(wrap(url))).postId]).toEqual([url, postId]);
  });

  it('of wrappers within wrappers, and by its canonical URL', () => {
    const any = fc.array(fc.constantFrom(...wrappers), { maxLength: 3 });
    fc.assert(
      fc.property(fc.constantFrom(...posts), any, ([url, postId], around) => {
        const wrapped = around.reduceRight((inner, [, wrap]) => wrap(inner), url);
        const identity = identify(new URL(wrapped));
        expect(identity.postId).toBe(postId);
        expect(identify(new URL(identity.canonicalUrl ?? '')).postId).toBe(postId);
      }),
    );
  });

  it('leads past the way out to a page, but leaves a snapshot what it is', () => {
    const page = 'https://example.org/a';
    const out = identify(new URL(`https://l.facebook.com/l.php?u=${encoded(page)}`));
    expect(out).toMatchObject({ platform: 'web', canonicalUrl: page });
    const snapshot = `https://archive.ph/2018.12.12-120000/${page}`;
    expect(identify(new URL(snapshot)).canonicalUrl).toBe(snapshot);
  });
});

describe('a post by another spelling of its address', () => {
  it.each(spellings)('%s', (_, write) => {
    for (const [url, postId] of posts)
      expect([url, identify(new URL(write(new URL(url)))).postId]).toEqual([url, postId]);
  });

  it.each([
    ['x:1072', 'https://api.fxtwitter.com/status/1072', 'https://d.fixupx.com/u/status/1072.mp4'],
    ['x:1072', 'https://stupidpenisx.com/u/status/1072', 'https://twstalker.com/u/status/1072'],
    ['x:1072', 'https://nitter.poast.org/u/status/1072#m', 'https://mobile.twitter.com/#!/u/status/1072'],
    ['youtube:dQw4w9WgXcQ', 'https://piped.video/dQw4w9WgXcQ', 'https://yewtu.be/dQw4w9WgXcQ'],
    [
      'youtube:dQw4w9WgXcQ',
      'https://web.archive.org/web/2oe_/http://wayback-fakeurl.archive.org/yt/dQw4w9WgXcQ',
    ],
    ['tiktok:7123456789012345678', 'https://www.kktiktok.com/@u/video/7123456789012345678'],
    ['tiktok:short:ZTabcdef', 'https://pro.tiktok.com/ZTabcdef', 'https://vm.tnktok.com/ZTabcdef'],
    [
      'instagram:CN2VQ1yI_MA',
      'https://imginn.com/p/CN2VQ1yI_MA/',
      'https://bibliogram.example.org/p/CN2VQ1yI_MA',
    ],
    ['reddit:short:v:abcdef1234567', 'https://www.reddit.com/video/abcdef1234567'],
    ['reddit:abc123:def456', 'https://www.reddit.com/comments/abc123/_/def456.json'],
    [
      'reddit:abc123',
      'https://www.reddit.com/r/a/duplicates/abc123/slug',
      'https://safereddit.com/r/a/comments/abc123',
    ],
    [
      'facebook:1234567890',
      'https://fb.com/page/posts/1234567890',
      'https://www.facebook.com/#!/page/posts/1234567890',
    ],
    [
      'facebook:1234567890',
      'https://www.facebook.com/v2.3/plugins/video.php?href=https%3A%2F%2Fwww.facebook.com%2Fpage%2Fvideos%2F1234567890',
      'https://www.facebook.com/video/embed?video_id=1234567890',
    ],
    ['vk:wall-1_2', 'https://vk.com/lamps?w=wall-1_2_r3'],
    ['mastodon:mastodon.social:110446183735368325', 'https://fxmas.to/mastodon.social/@a/110446183735368325'],
    ['bluesky:bsky.app:3l6oveex3ii2l', 'https://bsyy.app/profile/bsky.app/post/3l6oveex3ii2l'],
  ])('%s', (postId, ...urls) => {
    for (const url of urls) expect([url, identify(new URL(url)).postId]).toEqual([url, postId]);
  });
});

describe('what only looks like the address of a post', () => {
  it('is a page, whatever stands before or behind the host', () => {
    for (const [url, postId] of posts) {
      const { host, pathname, search } = new URL(url);
      for (const other of [
        `${host}.evil.example`,
        `evil${host.replace(/^www\./, '')}`,
        `evil.example/${host}`,
      ]) {
        expect(identify(new URL(`https://${other}${pathname}${search}`)).postId).not.toBe(postId);
      }
      // The name before the sign is a user's.
      expect(identify(new URL(`https://${host}@evil.example/a${search}`)).platform).toBe('web');
    }
  });

  it.each([
    'https://notweb.archive.org.evil.example/web/2018/https://twitter.com/u/status/1072',
    'https://archive.ph.evil.example/https://twitter.com/u/status/1072',
    'https://www.google.com.evil.example/url?q=https://twitter.com/u/status/1072',
    'https://evil.example/l.php?u=https://twitter.com/u/status/1072',
    'https://evil.example/#https://twitter.com/u/status/1072',
    'https://evilcdn.ampproject.org.example/c/s/twitter.com/u/status/1072',
  ])('%s', (url) => {
    expect(identify(new URL(url)).platform).toBe('web');
  });
});
