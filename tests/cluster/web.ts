import { makeFilm } from '../../bench/heavy-film.ts';
import { benchSites, tweet } from '../../bench/site.ts';
import type { RecordedAnswer, RecordedRequest, Site } from '../support/recorded-web/recorded-web.ts';

/** What a newsroom links to: posts with pictures, some with a film, some that are gone, and its own articles. */
const firstPostId = 1_650_000_000_000_000_000n;
const step = 1_000_003n;
const newsHost = 'news.example';
const filmHost = 'video.twimg.com';
const postsAnArticle = 2;

export type PostKind = 'live' | 'film' | 'gone';

export function postUrl(number: number): string {
  return `https://x.com/fixture_user/status/${idOf(number)}`;
}

export function articleUrl(firstPost: number): string {
  return `https://${newsHost}/articles/${firstPost}`;
}

/** An article's page with posts in it, as its CMS publishes them. */
export function articleHtml(firstPost: number): string {
  const quotes = Array.from({ length: postsAnArticle }, (_, index) => {
    const number = firstPost + index;
    const text = `Words of post ${idOf(number)}`;
    return `<blockquote class="twitter-tweet"><p lang="en">${text}</p>&mdash; Fixture User (@fixture_user)
      <a href="${postUrl(number)}">May 3, 2024</a></blockquote>`;
  });
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Article ${firstPost}</title></head>
    <body><article><h1>Article ${firstPost}</h1><p>What was said.</p>${quotes.join('')}</article></body></html>`;
}

/** By a post's number on X, or its id here; what is no post of X's lives. */
export function kindOf(id: string): PostKind {
  const [number = ''] = /\d{10,}/.exec(id) ?? [];
  const place = number === '' ? 0 : Number(((BigInt(number) - firstPostId) / step) % 8n);
  return place === 7 ? 'gone' : place === 3 ? 'film' : 'live';
}

export async function clusterSites(): Promise<Site[]> {
  const film = await makeFilm();
  const usual = await benchSites();
  const handled = (host: string, path: string) => {
    const site = usual.find((one) => one.host === host);
    return (request: RecordedRequest) => {
      const { pathname, searchParams } = request.url;
      const told = pathname === path ? toldOf(searchParams.get('id') ?? '') : null;
      return told ?? site?.handle(request) ?? null;
    };
  };
  return [
    ...usual.filter(({ host }) => host === 'pbs.twimg.com'),
    { host: 'cdn.syndication.twimg.com', handle: handled('cdn.syndication.twimg.com', '/tweet-result') },
    {
      host: 'publish.twitter.com',
      handle: (request) => {
        const id = request.url.searchParams.get('url')?.split('/').at(-1) ?? '';
        return kindOf(id) === 'gone'
          ? { status: 404, body: '' }
          : (usual.find(({ host }) => host === 'publish.twitter.com')?.handle(request) ?? null);
      },
    },
    {
      host: 'platform.twitter.com',
      noise: ['/favicon.ico'],
      handle: handled('platform.twitter.com', '/data'),
    },
    {
      host: filmHost,
      handle: ({ url }) => ({
        headers: { 'content-type': 'video/mp4' },
        // What follows a film's boxes makes it another file.
        body: Buffer.concat([film, boxOf(url.pathname)]),
      }),
    },
    {
      host: newsHost,
      noise: ['/favicon.ico'],
      handle: ({ url }) => {
        const [, first] = /^\/articles\/(\d+)$/.exec(url.pathname) ?? [];
        return first === undefined
          ? null
          : { headers: { 'content-type': 'text/html; charset=utf-8' }, body: articleHtml(Number(first)) };
      },
    },
  ];
}

function idOf(number: number): string {
  return String(firstPostId + BigInt(number) * step);
}

/** Null where the bench's own answer will do. */
function toldOf(id: string): RecordedAnswer | null {
  const kind = kindOf(id);
  if (kind === 'gone') {
    const text = { text: 'This Post was deleted by the Post author. Learn more', entities: [] };
    return json({ __typename: 'TweetTombstone', tombstone: { text } });
  }
  return kind === 'film' ? json(withFilm(id)) : null;
}

function withFilm(id: string): object {
  const url = `https://${filmHost}/film-${id}.mp4`;
  return {
    ...tweet(id),
    mediaDetails: [
      {
        type: 'video',
        media_url_https: 'https://pbs.twimg.com/media/photo-1.jpg',
        original_info: { width: 320, height: 240 },
        video_info: {
          duration_millis: 2000,
          variants: [{ content_type: 'video/mp4', bitrate: 2_176_000, url }],
        },
      },
    ],
  };
}

function boxOf(name: string): Uint8Array {
  const words = Buffer.alloc(500_000, name);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(words.byteLength + 8, 0);
  header.write('free', 4, 'latin1');
  return Buffer.concat([header, words]);
}

function json(value: unknown): RecordedAnswer {
  return {
    headers: { 'content-type': 'application/json', 'access-control-allow-origin': '*' },
    body: JSON.stringify(value),
  };
}
