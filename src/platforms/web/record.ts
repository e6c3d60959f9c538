import { type HtmlDocument, type HtmlElement, textWithin } from '#domain/html.ts';
import type { PostRecord } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { type MetaTags, readMetaTags } from '../reading/meta-tags.ts';
import { timeOf } from '../reading/stated-time.ts';
import { readLinkedData } from './linked-data.ts';
import { mediaOfPage, mediumOfFile } from './media.ts';

const MAX_TEXT_CHARACTERS = 200_000;

/** What an HTML page says of itself: JSON-LD first, then Open Graph and meta tags, then its visible structure. */
export function recordOfPage(target: Target, document: HtmlDocument, pageUrl: string): PostRecord {
  const meta = readMetaTags(document);
  const data = readLinkedData(document);
  const author = data.page?.author;
  return {
    ...emptyRecord(target, 'web'),
    author: {
      name: author?.name ?? meta.first('author', 'article:author', 'dc.creator', 'og:site_name'),
      handle: null,
      url: parseHttpUrl(author?.url ?? '', pageUrl)?.href ?? null,
      id: null,
      avatarUrl: null,
    },
    title: meta.first('og:title', 'twitter:title') ?? data.page?.headline ?? titleOf(document) ?? null,
    text: textOf(document, data.page?.articleBody ?? null, meta).slice(0, MAX_TEXT_CHARACTERS),
    language: languageOf(document, meta) ?? data.page?.inLanguage ?? null,
    publishedAt:
      timeOf(meta.first('article:published_time', 'og:article:published_time', 'date', 'dc.date')) ??
      timeOf(data.page?.datePublished ?? data.page?.uploadDate ?? null),
    editedAt: null,
    media: mediaOfPage(document, meta, data.videos, pageUrl),
  };
}

/** A picture, film, sound or document that is served by itself. */
export function recordOfFile(target: Target, fileUrl: string, mediaType: string): PostRecord {
  const name = new URL(fileUrl).pathname.split('/').at(-1) ?? '';
  const medium = mediumOfFile(fileUrl, mediaType);
  return { ...emptyRecord(target, 'web'), title: name || null, media: medium === null ? [] : [medium] };
}

function titleOf(document: HtmlDocument): string | null {
  for (const [index, node] of document.nodes.entries()) {
    if (node.kind !== 'element' || node.name !== 'title') continue;
    const text = document.nodes[index + 1];
    return text?.kind === 'text' && index + 1 < node.end
      ? text.text.replace(/\s+/g, ' ').trim() || null
      : null;
  }
  return null;
}

function languageOf(document: HtmlDocument, meta: MetaTags): string | null {
  const html = document.nodes.find(
    (node): node is HtmlElement => node.kind === 'element' && node.name === 'html',
  );
  const stated =
    html?.attributes.lang ?? html?.attributes['xml:lang'] ?? meta.first('og:locale', 'content-language');
  const tag = stated?.trim().replace('_', '-') ?? '';
  return /^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*$/.test(tag) ? tag : null;
}

/** The article's own words: stated, else the paragraphs of `article` or `main`, else of the page, else its description. */
function textOf(document: HtmlDocument, stated: string | null, meta: MetaTags): string {
  if (stated !== null) return stated;
  for (const container of ['article', 'main', 'body']) {
    const text = paragraphsIn(document, container);
    if (text.length > 0) return text;
  }
  return meta.first('og:description', 'description', 'twitter:description') ?? '';
}

function paragraphsIn(document: HtmlDocument, container: string): string {
  const root = document.nodes.findIndex((node) => node.kind === 'element' && node.name === container);
  const element = document.nodes[root];
  if (element?.kind !== 'element') return '';
  const paragraphs: string[] = [];
  for (let index = root + 1; index < element.end; index += 1) {
    const node = document.nodes[index];
    if (node?.kind !== 'element' || node.name !== 'p') continue;
    const text = textWithin(document, index + 1, node.end);
    if (text.length > 0) paragraphs.push(text);
    index = Math.max(index, node.end - 1);
  }
  return paragraphs.join('\n\n');
}
