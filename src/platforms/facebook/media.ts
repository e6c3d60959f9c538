import type { MediaVariant, Medium } from '#domain/record.ts';
import { hostOf, isWithin, parseHttpUrl } from '#domain/url.ts';
import type { MetaTags } from '../reading/meta-tags.ts';
import type { PostingAnswer } from './schemas.ts';

/** What JSON-LD states, with the larger file of the Open Graph tags where it is the same picture; else the tags alone. */
export function readMedia(meta: MetaTags, posting: PostingAnswer | null): Medium[] {
  const tagged = pictureOf(meta.first('og:image') ?? '')[0] ?? null;
  const film = meta.first('og:video:secure_url', 'og:video:url', 'og:video');
  if (posting?.video?.length)
    return posting.video.map((video) => filmOf(video.contentUrl ?? film, video.thumbnailUrl ?? null));
  if (film !== null) return [filmOf(film, tagged?.variants[0]?.url ?? null)];
  if (posting === null) return tagged === null ? [] : [tagged];
  return (posting.image ?? []).flatMap(({ contentUrl, width, height }) =>
    pictureOf(contentUrl).map((picture) => {
      const larger = tagged?.variants.filter(({ url }) => fileOf(url) === fileOf(contentUrl)) ?? [];
      const variants = [...larger, ...picture.variants];
      return { ...picture, width: width ?? null, height: height ?? null, variants: unique(variants) };
    }),
  );
}

/** Empty for pictures of the site itself. */
export function pictureOf(address: string): Medium[] {
  const url = parseHttpUrl(address);
  if (url === null || isWithin(hostOf(url), 'static.xx.fbcdn.net')) return [];
  const variants = [{ url: url.href, mediaType: null, bitrate: null, width: null, height: null }];
  return [
    { kind: 'photo', alt: null, width: null, height: null, durationMs: null, posterUrl: null, variants },
  ];
}

function filmOf(address: string | null, posterUrl: string | null): Medium {
  const url = parseHttpUrl(address ?? '');
  const variants: MediaVariant[] =
    url === null ? [] : [{ url: url.href, mediaType: 'video/mp4', bitrate: null, width: null, height: null }];
  return { kind: 'video', alt: null, width: null, height: null, durationMs: null, posterUrl, variants };
}

function fileOf(address: string): string {
  return parseHttpUrl(address)?.pathname.split('/').at(-1) ?? address;
}

function unique(variants: MediaVariant[]): MediaVariant[] {
  return variants.filter(({ url }, index) => variants.findIndex((each) => each.url === url) === index);
}
