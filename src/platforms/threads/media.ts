import { type HtmlDocument, hasClass } from '#domain/html.ts';
import type { Medium } from '#domain/record.ts';
import { elementsWithin } from '../reading/elements.ts';
import { ownElements, type PostBlock } from './blocks.ts';

const containers = ['SoloMediaContainer', 'MediaScrollContainer'];

/** Pictures and films of the post, in order; not avatars, nor the picture of a link's card. */
export function mediaOf(document: HtmlDocument, block: PostBlock): Medium[] {
  const media: Medium[] = [];
  let end = 0;
  for (const { index, element } of ownElements(document, block)) {
    if (index < end || !containers.some((name) => hasClass(element, name))) continue;
    end = element.end;
    media.push(...mediaWithin(document, index + 1, end));
  }
  return media;
}

function mediaWithin(document: HtmlDocument, from: number, end: number): Medium[] {
  const media: Medium[] = [];
  for (const { index, element } of elementsWithin(
    document,
    from,
    end,
    ({ name }) => name === 'img' || name === 'video',
  )) {
    const { src, poster, alt, width, height } = element.attributes;
    const size = { width: numberOf(width), height: numberOf(height) };
    if (element.name === 'img') {
      if (src) media.push({ ...medium('photo', src, null), ...size, alt: altOf(alt) });
      continue;
    }
    const sources = [...elementsWithin(document, index + 1, element.end, ({ name }) => name === 'source')];
    const file = src ?? sources.map((source) => source.element.attributes.src).find((each) => each);
    if (file) media.push({ ...medium('video', file, 'video/mp4'), ...size, posterUrl: poster || null });
  }
  return media;
}

function medium(kind: Medium['kind'], url: string, mediaType: string | null): Medium {
  const variants = [{ url, mediaType, bitrate: null, width: null, height: null }];
  return { kind, alt: null, width: null, height: null, durationMs: null, posterUrl: null, variants };
}

/** Not what the platform's software says where the author wrote none. */
function altOf(alt: string | undefined): string | null {
  return alt && !/^photo (?:shared )?by\b|\bmay be an? (?:image|photo)\b/i.test(alt) ? alt : null;
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : null;
}
