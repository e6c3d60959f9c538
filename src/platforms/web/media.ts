import type { HtmlDocument } from '#domain/html.ts';
import type { MediaVariant, Medium } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { captionsOf, type StatedTrack } from '../reading/caption-track.ts';
import type { MetaTags } from '../reading/meta-tags.ts';
import type { LinkedData } from './schemas.ts';

const MAX_MEDIA = 20;

/** The page's leading picture, and its films: Open Graph, `<video>`, `VideoObject`; absolute, each once. */
export function mediaOfPage(
  document: HtmlDocument,
  meta: MetaTags,
  videos: LinkedData[],
  pageUrl: string,
): Medium[] {
  const media = [
    ...openGraphPicture(meta, pageUrl),
    ...openGraphVideos(meta, pageUrl),
    ...elementsOf(document, pageUrl),
    ...videos.flatMap((video) => describedVideo(video, pageUrl)),
  ];
  const seen = new Set<string>();
  return media
    .filter((medium) => {
      const isNew = medium.variants.every((variant) => !seen.has(variant.url));
      for (const variant of medium.variants) seen.add(variant.url);
      return isNew;
    })
    .slice(0, MAX_MEDIA);
}

/** Null for files that are neither picture, film nor sound. */
export function mediumOfFile(url: string, mediaType: string): Medium | null {
  const type = mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  const kinds: Record<string, Medium['kind']> = { image: 'photo', video: 'video', audio: 'audio' };
  const kind = kinds[type.split('/', 1)[0] ?? ''];
  return kind === undefined ? null : medium(kind, [variant(url, type)]);
}

function openGraphPicture(meta: MetaTags, pageUrl: string): Medium[] {
  const url = absolute(
    meta.first('og:image:secure_url', 'og:image', 'og:image:url', 'twitter:image'),
    pageUrl,
  );
  if (url === null) return [];
  const picture = medium('photo', [variant(url, meta.first('og:image:type'))]);
  return [
    {
      ...picture,
      alt: meta.first('og:image:alt', 'twitter:image:alt'),
      width: numberOf(meta.first('og:image:width')),
      height: numberOf(meta.first('og:image:height')),
    },
  ];
}

/** `og:video` often names a player's page; only files count. */
function openGraphVideos(meta: MetaTags, pageUrl: string): Medium[] {
  const type = meta.first('og:video:type', 'twitter:player:stream:content_type');
  const stated = meta.first('og:video:secure_url', 'og:video', 'og:video:url', 'twitter:player:stream');
  const url = absolute(stated, pageUrl);
  if (url === null || !isFilm(url, type)) return [];
  const film = medium('video', [variant(url, type)]);
  return [{ ...film, posterUrl: absolute(meta.first('og:image'), pageUrl) }];
}

function isFilm(url: string, type: string | null): boolean {
  if (type !== null) return /^video\/|mpegurl|dash\+xml/i.test(type);
  return /\.(?:mp4|m4v|webm|mov|ogv|m3u8|mpd)$/i.test(new URL(url).pathname);
}

function elementsOf(document: HtmlDocument, pageUrl: string): Medium[] {
  const media: Medium[] = [];
  for (const [index, node] of document.nodes.entries()) {
    if (node.kind !== 'element' || (node.name !== 'video' && node.name !== 'audio')) continue;
    const variants: MediaVariant[] = [];
    const tracks: StatedTrack[] = [];
    const own = absolute(node.attributes.src ?? node.attributes['data-src'] ?? null, pageUrl);
    if (own !== null) variants.push(variant(own, node.attributes.type ?? null));
    for (let inner = index + 1; inner < node.end; inner += 1) {
      const source = document.nodes[inner];
      if (source?.kind !== 'element') continue;
      if (source.name === 'track' && isCaptions(source.attributes.kind)) {
        const { src: address, srclang: language, label } = source.attributes;
        tracks.push({ url: address, base: pageUrl, language, label });
      }
      if (source.name !== 'source') continue;
      const url = absolute(source.attributes.src ?? source.attributes['data-src'] ?? null, pageUrl);
      if (url !== null) variants.push(variant(url, source.attributes.type ?? null));
    }
    if (variants.length === 0) continue;
    media.push({
      ...medium(node.name, variants),
      width: numberOf(node.attributes.width ?? null),
      height: numberOf(node.attributes.height ?? null),
      posterUrl: absolute(node.attributes.poster ?? null, pageUrl),
      ...captionsOf(tracks),
    });
  }
  return media;
}

/** Of a `<track>`, which is of subtitles where it does not say. */
function isCaptions(kind = 'subtitles'): boolean {
  return /^(?:captions|subtitles)?$/i.test(kind.trim());
}

function describedVideo(video: LinkedData, pageUrl: string): Medium[] {
  const url = absolute(video.contentUrl ?? null, pageUrl);
  if (url === null) return [];
  return [
    { ...medium('video', [variant(url, null)]), posterUrl: absolute(video.thumbnailUrl[0] ?? null, pageUrl) },
  ];
}

function medium(kind: Medium['kind'], variants: MediaVariant[]): Medium {
  return { kind, alt: null, width: null, height: null, durationMs: null, posterUrl: null, variants };
}

function variant(url: string, mediaType: string | null): MediaVariant {
  const type = mediaType?.split(';', 1)[0]?.trim() || null;
  return { url, mediaType: type, bitrate: null, width: null, height: null };
}

function absolute(url: string | null, pageUrl: string): string | null {
  return url === null ? null : (parseHttpUrl(url, pageUrl)?.href ?? null);
}

function numberOf(text: string | null): number | null {
  const number = /^\d{1,5}$/.exec(text?.trim() ?? '')?.[0];
  return number === undefined ? null : Number(number);
}
