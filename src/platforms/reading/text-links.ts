import type { PostRecord } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';

/** Addresses written out in plain text; punctuation that ends a sentence is not theirs. */
export function linksInText(text: string): PostRecord['links'] {
  const links: PostRecord['links'] = [];
  for (const match of text.matchAll(/https?:\/\/[^\s<>"'`]{3,2000}/g)) {
    const written = match[0].replace(/[.,;:!?…)\]*_]+$/, '');
    const url = parseHttpUrl(written);
    if (url !== null) links.push({ url: url.href, start: match.index, end: match.index + written.length });
  }
  return links;
}
