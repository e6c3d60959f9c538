import type { Reference } from './author.ts';

type Feature = { $type: string } & Record<string, string>;

/** A record's text with facets, whose places are counted in bytes of UTF-8 as the protocol says. */
export function richText(parts: readonly (string | readonly [words: string, feature: Feature])[]) {
  let text = '';
  const facets: { index: { byteStart: number; byteEnd: number }; features: Feature[] }[] = [];
  for (const part of parts) {
    const [words, feature] = typeof part === 'string' ? [part] : part;
    const byteStart = Buffer.byteLength(text);
    text += words;
    if (feature !== undefined) {
      facets.push({ index: { byteStart, byteEnd: Buffer.byteLength(text) }, features: [feature] });
    }
  }
  return { record: { text, facets } };
}

export function postIdOf(post: Reference | undefined): string {
  const [, did = '', , rkey = ''] = /^at:\/\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(post?.uri ?? '') ?? [];
  return `bluesky:${did}:${rkey}`;
}
