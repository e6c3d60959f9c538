import type { PostRecord } from '#domain/record.ts';
import type { FacetAnswer } from './schemas.ts';

/** More are not shown by the platform's own readers. */
const MAX_FACETS = 300;

/**
 * Facets count bytes of UTF-8, ours UTF-16 units. One that does not begin and end between characters, or that reaches
 * beyond the text, is left out, as the platform's own readers do.
 */
export function linksOf(text: string, facets: readonly FacetAnswer[]): PostRecord['links'] {
  const bytes = new TextEncoder().encode(text);
  return facets
    .slice(0, MAX_FACETS)
    .flatMap(({ index: { byteStart, byteEnd }, features }) => {
      const url = features.map(urlOf).find((each) => each !== null);
      const start = unitsBefore(bytes, byteStart);
      const end = unitsBefore(bytes, byteEnd);
      return url === undefined || start === null || end === null || start >= end ? [] : [{ url, start, end }];
    })
    .toSorted((a, b) => a.start - b.start);
}

function urlOf(feature: FacetAnswer['features'][number]): string | null {
  if (feature.uri !== undefined) return feature.uri;
  if (feature.did !== undefined) return `https://bsky.app/profile/${feature.did}`;
  if (feature.tag !== undefined) return `https://bsky.app/hashtag/${encodeURIComponent(feature.tag)}`;
  return null;
}

function unitsBefore(bytes: Uint8Array, offset: number): number | null {
  if (offset > bytes.length) return null;
  const isInsideCharacter = ((bytes[offset] ?? 0) & 0b1100_0000) === 0b1000_0000;
  return isInsideCharacter
    ? null
    : new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, offset)).length;
}
