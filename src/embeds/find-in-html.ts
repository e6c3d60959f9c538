import type { EmbedForm } from '#domain/embed.ts';
import { type HtmlDocument, parseHtml } from '#domain/html.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { HtmlArticle, Place } from './article.ts';
import type { Find } from './finder.ts';
import { htmlFinders, lastHtmlFinders, textFinders } from './finders.ts';
import { findInData } from './forms/json.ts';
import { UNKNOWN_BASE, urlOf } from './hrefs.ts';
import { innerHtmlOf } from './inner-html.ts';
import type { Recognise } from './recogniser.ts';
import { blocksOfHtml } from './text-blocks.ts';

/** HTML in attributes of HTML in text areas is as deep as pages have been seen to go. */
const MAX_INNER_DEPTH = 3;

export interface HtmlContext {
  baseUrl: string;
  recognise: Recognise;
  /** Where the HTML stands in what holds it. */
  host?: Place;
  depth?: number;
  isFrame?: boolean;
}

/** The finds of a page and of all HTML that it hides, in no order. */
export function findInHtml(html: string, context: HtmlContext): Find[] {
  const { recognise, host = [], depth = 0 } = context;
  const document = parseHtml(html);
  const article: HtmlArticle = {
    document,
    baseUrl: baseOf(document, context.baseUrl),
    claimed: new Uint8Array(document.nodes.length),
    recognise,
    isFrame: context.isFrame ?? false,
    named: namedIn(document),
  };
  const finds: Find[][] = htmlFinders.map((finder) => finder.find(article));
  if (depth < MAX_INNER_DEPTH) finds.push(findHidden(article, depth));
  finds.push(findInWords(article));
  return finds.flat().map((find) => ({ ...find, place: [...host, ...find.place] }));
}

function findHidden(article: HtmlArticle, depth: number): Find[] {
  const { baseUrl, recognise } = article;
  const data = findInData(article);
  const inner = (html: string, host: Place, isFrame = false) =>
    findInHtml(html, { baseUrl, recognise, host, depth: depth + 1, isFrame });
  const hidden = innerHtmlOf(article).flatMap(({ html, place, isFrame }) => inner(html, place, isFrame));
  const state = data.inner.flatMap(({ html, place }) => asForm('json', inner(html, place)));
  return [...hidden, ...data.finds, ...state];
}

/** Running text comes last, with what is left. */
function findInWords(article: HtmlArticle): Find[] {
  const blocks = blocksOfHtml(article);
  const finds = textFinders.flatMap((finder) => finder.find(blocks, article.recognise));
  for (const { links } of blocks) {
    for (const link of links) if (link.claimed && link.anchor >= 0) article.claimed[link.anchor] = 1;
  }
  return [...finds, ...lastHtmlFinders.flatMap((finder) => finder.find(article))];
}

/** The same finds as showings of another form; a mere link stays one. */
export function asForm(form: EmbedForm, finds: Find[]): Find[] {
  return finds.map((find) => (find.kind === 'embed' && find.form !== 'link' ? { ...find, form } : find));
}

function namedIn({ nodes }: HtmlDocument): Map<string, number[]> {
  const named = new Map<string, number[]>();
  for (let index = 0; index < nodes.length; index += 1) {
    const node = nodes[index];
    if (node?.kind !== 'element') continue;
    const known = named.get(node.name);
    if (known === undefined) named.set(node.name, [index]);
    else known.push(index);
  }
  return named;
}

function baseOf(document: HtmlDocument, baseUrl: string): string {
  const base = document.nodes.find(
    (node) => node.kind === 'element' && node.name === 'base' && node.attributes.href,
  );
  const own = baseUrl === UNKNOWN_BASE ? canonicalOf(document) : parseHttpUrl(baseUrl)?.href;
  const stated = base?.kind === 'element' ? urlOf(base.attributes.href, own ?? baseUrl) : null;
  return stated?.href ?? own ?? UNKNOWN_BASE;
}

/** What a page says of its own address counts where nobody else knows it. */
function canonicalOf({ nodes }: HtmlDocument): string | undefined {
  for (const node of nodes) {
    if (node.kind !== 'element' || (node.name !== 'link' && node.name !== 'meta')) continue;
    const { rel, href, property, content } = node.attributes;
    const stated = rel?.toLowerCase() === 'canonical' ? href : property === 'og:url' ? content : undefined;
    const url = parseHttpUrl(stated?.trim() ?? '');
    if (url !== null) return url.href;
  }
  return undefined;
}
