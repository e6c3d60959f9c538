import type { EmbedInventory } from '#domain/embed.ts';
import { type HtmlDocument, parseHtml } from '#domain/html.ts';
import { decodeText } from '#domain/text-encoding.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Find, HtmlArticle, Place } from './finder.ts';
import { htmlFinders, lastHtmlFinders, textFinders } from './finders.ts';
import { UNKNOWN_BASE, urlOf } from './hrefs.ts';
import { innerHtmlOf } from './inner-html.ts';
import { inventoryOf } from './inventory.ts';
import { blocksOfHtml, blocksOfText, type TextBlock } from './text-blocks.ts';

/** HTML in attributes of HTML in text areas is as deep as pages have been seen to go. */
const MAX_INNER_DEPTH = 3;

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
  if (!isHtml(text, article.mediaType)) return inventoryOf(findInText(blocksOfText(text)));
  return inventoryOf(findInHtml(text, article.baseUrl ?? UNKNOWN_BASE, [], 0));
}

/** What is declared counts; where nothing is, what begins like markup or holds the markup of an embed is HTML. */
function isHtml(text: string, mediaType: string | null): boolean {
  const type = mediaType?.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type.includes('html') || type.includes('xml')) return true;
  if (type === 'text/markdown') return false;
  return (
    /^\s{0,1000}<(?:!doctype|!--|\?xml|[a-z][a-z0-9-]*[\s/>])/i.test(text) ||
    /<(?:blockquote|iframe|amp-|p|div|a)[\s>]/i.test(text)
  );
}

function findInText(blocks: TextBlock[]): Find[] {
  return textFinders.flatMap((finder) => finder.find(blocks));
}

function findInHtml(html: string, baseUrl: string, host: Place, depth: number): Find[] {
  const document = parseHtml(html);
  const article: HtmlArticle = {
    document,
    baseUrl: baseOf(document, baseUrl),
    claimed: new Uint8Array(document.nodes.length),
  };
  let finds = htmlFinders.flatMap((finder) => finder.find(article));
  if (depth < MAX_INNER_DEPTH) {
    for (const inner of innerHtmlOf(article)) {
      finds = finds.concat(findInHtml(inner.html, article.baseUrl, [inner.host], depth + 1));
    }
  }
  const blocks = blocksOfHtml(article);
  finds = finds.concat(findInText(blocks));
  for (const link of blocks.flatMap((block) => block.links)) {
    if (link.claimed && link.anchor >= 0) article.claimed[link.anchor] = 1;
  }
  finds = finds.concat(lastHtmlFinders.flatMap((finder) => finder.find(article)));
  return finds.map((find) => ({ ...find, place: [...host, ...find.place] }));
}

function baseOf(document: HtmlDocument, baseUrl: string): string {
  const base = document.nodes.find(
    (node) => node.kind === 'element' && node.name === 'base' && node.attributes.href,
  );
  const stated = base?.kind === 'element' ? urlOf(base.attributes.href, baseUrl) : null;
  return stated?.href ?? parseHttpUrl(baseUrl)?.href ?? UNKNOWN_BASE;
}
