import { createHash } from 'node:crypto';
import sharp from 'sharp';
import type { RecordedAnswer, RecordedRequest, Site } from '../tests/support/recorded-web/recorded-web.ts';

/**
 * A deterministic X: each post is rendered by 300 kB of script after an XHR and shows two photos of about 200 kB; every
 * answer takes 50 ms. The same shape as the floor that the performance aims were set against.
 */
const latencyMs = 50;
const photoCount = 16;
const firstPostId = 1_630_000_000_000_000_000n;

export function benchPostIds(count = 40, warmUps = 15): { warmUp: string[]; measured: string[] } {
  const ids = Array.from({ length: count + warmUps }, (_, index) =>
    String(firstPostId + BigInt(index) * 1_000_003n),
  );
  return { warmUp: ids.slice(0, warmUps), measured: ids.slice(warmUps) };
}

export function syndicationUrl(id: string): string {
  return `https://cdn.syndication.twimg.com/tweet-result?id=${id}&lang=en&token=bench`;
}

export function oembedUrl(id: string): string {
  return `https://publish.twitter.com/oembed?url=${encodeURIComponent(`https://x.com/i/status/${id}`)}`;
}

/** Light posts have photos of some kilobytes, little script, and no latency: for many of them. */
export async function benchSites({ isLight = false } = {}): Promise<Site[]> {
  const photos = await Promise.all(Array.from({ length: photoCount }, (_, index) => makePhoto(index)));
  const script = appScript(isLight ? 30 : 3000);
  const answer = (mediaType: string, body: string | Uint8Array): RecordedAnswer => ({
    status: 200,
    headers: { 'content-type': mediaType, 'access-control-allow-origin': '*' },
    body,
    delayMs: isLight ? 0 : latencyMs,
  });
  const json = (value: unknown) => answer('application/json; charset=utf-8', JSON.stringify(value));

  return [
    {
      host: 'cdn.syndication.twimg.com',
      handle: ({ url }) => json(tweet(url.searchParams.get('id') ?? '')),
    },
    {
      host: 'publish.twitter.com',
      handle: ({ url }) => json(oembed((url.searchParams.get('url') ?? '').split('/').at(-1) ?? '')),
    },
    {
      host: 'platform.twitter.com',
      handle: ({ url }: RecordedRequest) => {
        switch (url.pathname) {
          case '/embed/Tweet.html':
            return answer('text/html; charset=utf-8', shell(url.searchParams.get('id') ?? ''));
          case '/app.js':
            return answer('text/javascript; charset=utf-8', script);
          case '/data':
            return json(tweet(url.searchParams.get('id') ?? ''));
          case '/favicon.ico':
            return { status: 404 };
          default:
            return null;
        }
      },
    },
    {
      host: 'pbs.twimg.com',
      handle: ({ url }) => {
        const index = Number(/photo-(\d+)/.exec(url.pathname)?.[1] ?? Number.NaN);
        const photo = photos[index];
        return photo ? answer('image/jpeg', photo) : null;
      },
    },
  ];
}

const words =
  'archive evidence report witness city river protest minister video rescue مرحبا 世界 café 🌍'.split(' ');

export function tweet(id: string): object {
  const seed = createHash('sha256').update(id).digest();
  const text = Array.from({ length: 34 }, (_, index) => words[(seed[index % 32] ?? 0) % words.length]).join(
    ' ',
  );
  return {
    __typename: 'Tweet',
    id_str: id,
    text: `Post ${id}: ${text}`,
    created_at: new Date(Number((BigInt(id) >> 22n) + 1288834974657n)).toISOString(),
    lang: 'en',
    display_text_range: [0, [...`Post ${id}: ${text}`].length],
    entities: { urls: [], user_mentions: [], hashtags: [], symbols: [] },
    user: {
      id_str: '1001',
      name: 'Fixture User',
      screen_name: 'fixture_user',
      profile_image_url_https: 'https://pbs.twimg.com/profile_images/photo-0.jpg',
    },
    mediaDetails: [0, 1].map((index) => ({
      type: 'photo',
      media_url_https: `https://pbs.twimg.com/media/photo-${((seed[index] ?? 0) % (photoCount - 1)) + 1}.jpg`,
      original_info: { width: 1200, height: 800 },
      ext_alt_text: `photo ${index + 1} of post ${id}`,
    })),
    favorite_count: 12,
    conversation_count: 3,
  };
}

export function oembed(id: string): unknown {
  return {
    url: `https://twitter.com/fixture_user/status/${id}`,
    author_name: 'Fixture User',
    author_url: 'https://twitter.com/fixture_user',
    html: `<blockquote class="twitter-tweet"><p lang="en" dir="ltr">Post ${id}</p></blockquote>`,
    type: 'rich',
    version: '1.0',
  };
}

export function shell(id: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Post</title></head>
<body><div id="root" data-id="${id}"></div><script src="/app.js"></script></body></html>`;
}

/** 300 kB that must be parsed and run, then the post. */
export function appScript(parts = 3000): string {
  const ballast = Array.from(
    { length: parts },
    (_, index) =>
      `registry[${index}] = function part${index}(value) { return (value * ${index + 7}) % 8191 + "${index}-part"; };`,
  ).join('\n');
  return `const registry = [];\n${ballast}\n(${render.toString()})(registry);`;
}

/** Runs in the page. */
async function render(registry: ((value: number) => string)[]): Promise<void> {
  let sink = 0;
  for (const [index, part] of registry.entries()) {
    sink += part(index).length;
  }
  const root = document.getElementById('root') as HTMLElement;
  const post = await (await fetch(`/data?id=${root.dataset.id}`)).json();
  const article = document.createElement('article');
  article.setAttribute('role', 'article');
  article.dataset.sink = String(sink);
  article.style.cssText =
    'font: 16px/1.4 sans-serif; max-width: 550px; border: 1px solid #ccc; padding: 12px';
  const author = document.createElement('a');
  author.href = `https://twitter.com/${post.user.screen_name}`;
  author.textContent = `${post.user.name} @${post.user.screen_name}`;
  const text = document.createElement('div');
  text.dataset.testid = 'tweetText';
  text.textContent = post.text;
  const link = document.createElement('a');
  link.href = `https://twitter.com/${post.user.screen_name}/status/${post.id_str}`;
  const time = document.createElement('time');
  time.dateTime = post.created_at;
  time.textContent = post.created_at;
  link.append(time);
  const pictures = post.mediaDetails.map((medium: { media_url_https: string; ext_alt_text: string }) => {
    const picture = document.createElement('img');
    picture.src = `${medium.media_url_https}?format=jpg&name=small`;
    picture.alt = medium.ext_alt_text;
    picture.style.cssText = 'width: 260px; height: 173px; object-fit: cover';
    return picture;
  });
  article.append(author, text, ...pictures, link);
  root.append(article);
}

/** Noise over a gradient, so that JPEG cannot make it small. */
export async function makePhoto(index: number, width = 1200, height = 800): Promise<Uint8Array> {
  const pixels = Buffer.alloc(width * height * 3);
  let state = index + 1;
  for (let offset = 0; offset < pixels.length; offset += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    pixels[offset] = ((offset / 3 / width) & 0xff) / 2 + (state >>> 26);
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 80 })
    .toBuffer();
}
