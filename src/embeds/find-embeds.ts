import type { EmbedInventory } from '#domain/embed.ts';
import { decodeText } from '#domain/text-encoding.ts';
import { identify } from '#platforms/registry.ts';
import { findInFeed } from './find-in-feed.ts';
import { findInHtml } from './find-in-html.ts';
import { findInMarkdown, findInText } from './find-in-text.ts';
import type { Find } from './finder.ts';
import { UNKNOWN_BASE } from './hrefs.ts';
import { inventoryOf } from './inventory.ts';
import { type Recognise, recogniser } from './recogniser.ts';

/**
 * All embedded posts of an article in reading order, each once, and what looks like one and is none. Pure: bytes or text
 * in, never failing on any; the time it takes grows with the length of the input, not with its nesting.
 *
 * @param mediaType as the server said, e.g. `text/html; charset=utf-8`; null lets the content decide
 * @param baseUrl of the article; relative URLs are left out where it is null
 */
export function findEmbeds(article: {
  body: Uint8Array | string;
  mediaType: string | null;
  baseUrl: string | null;
}): EmbedInventory {
  const text = decodeText(article.body, article.mediaType);
  const recognise = recogniser(identify);
  return inventoryOf(findsOf(text, article.mediaType, article.baseUrl ?? UNKNOWN_BASE, recognise));
}

function findsOf(text: string, mediaType: string | null, baseUrl: string, recognise: Recognise): Find[] {
  const feed = findInFeed(text, baseUrl, recognise);
  if (feed !== null) return feed;
  const type = mediaType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'text/markdown' || type === 'text/x-markdown') return findInMarkdown(text, baseUrl, recognise);
  return isHtml(text, type) ? findInHtml(text, { baseUrl, recognise }) : findInText(text, recognise);
}

/** What is declared counts; where nothing is, what begins like markup or holds the markup of an embed is HTML. */
function isHtml(text: string, type: string): boolean {
  if (type.includes('html') || type.includes('xml')) return true;
  return (
    /^\s{0,1000}<(?:!doctype|!--|\?xml|[a-z][a-z0-9-]*[\s/>])/i.test(text.slice(0, 2000)) ||
    /<(?:blockquote|iframe|amp-[a-z]+|p|div|a|script|figure|video)[\s>]/i.test(text)
  );
}
