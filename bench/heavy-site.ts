import type { RecordedAnswer, Site } from '../tests/support/recorded-web/recorded-web.ts';
import { makeFilm } from './heavy-film.ts';
import { benchSites, makePhoto, oembed, tweet } from './site.ts';

/** A page of 33 MB in some 150 requests, and a post with a film of 200 MB. */
export const heavyPageUrl = 'https://heavy.example/page';
export const heavyPostId = '1630000000000000042';
const pageBytes = 33_000_000;
const filmBytes = 200_000_000;

export async function heavySites(): Promise<Site[]> {
  const film = await makeFilm();
  const photos = await Promise.all(Array.from({ length: 10 }, (_, index) => makePhoto(index, 1200, 800)));
  const post = heavyPost();
  return [
    ...(await benchSites()).filter(({ host }) => host === 'pbs.twimg.com' || host === 'platform.twitter.com'),
    { host: 'cdn.syndication.twimg.com', handle: () => json(post) },
    { host: 'publish.twitter.com', handle: () => json(oembed(heavyPostId)) },
    {
      host: 'video.twimg.com',
      handle: () => ({
        headers: { 'content-type': 'video/mp4', 'content-length': String(filmBytes) },
        body: padded(film, filmBytes),
      }),
    },
    {
      host: 'heavy.example',
      noise: ['/favicon.ico'],
      handle: ({ url }) => {
        const number = url.searchParams.get('n') ?? '0';
        const photo = photos[Number(number) % photos.length];
        if (url.pathname === '/picture' && photo) {
          // What follows a JPEG's end makes it another file, not another picture.
          return {
            headers: { 'content-type': 'image/jpeg' },
            body: Buffer.concat([photo, Buffer.from(number)]),
          };
        }
        return url.pathname === '/page' ? page(photos[0]?.byteLength ?? 0) : null;
      },
    },
  ];
}

function heavyPost(): object {
  const variants = [
    { content_type: 'video/mp4', bitrate: 2_176_000, url: 'https://video.twimg.com/film.mp4' },
  ];
  return {
    ...tweet(heavyPostId),
    mediaDetails: [
      {
        type: 'video',
        media_url_https: 'https://pbs.twimg.com/media/photo-1.jpg',
        original_info: { width: 320, height: 240 },
        video_info: { duration_millis: 2_000, variants },
      },
    ],
  };
}

function page(pictureBytes: number): RecordedAnswer {
  const images = Array.from(
    { length: Math.round(pageBytes / pictureBytes) },
    (_, n) => `<img src="/picture?n=${n}" width="60" height="40">`,
  );
  return {
    body: `<!doctype html><title>A heavy page</title><h1>A heavy page</h1><p>Of many pictures.</p>${images.join('')}`,
  };
}

function json(value: unknown): RecordedAnswer {
  return { headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** A film with as much behind it as is asked for, in a box that players skip. */
async function* padded(film: Uint8Array, bytes: number): AsyncGenerator<Uint8Array> {
  yield film;
  const header = Buffer.alloc(8);
  header.writeUInt32BE(bytes - film.byteLength, 0);
  header.write('free', 4, 'latin1');
  yield header;
  const chunk = Buffer.alloc(1_000_000, 7);
  for (let left = bytes - film.byteLength - 8; left > 0; left -= chunk.byteLength) {
    yield chunk.subarray(0, Math.min(left, chunk.byteLength));
  }
}
