import { decodeText } from '#domain/text-encoding.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { unescapeHtml } from '../escapes.ts';
import { timeOf } from './entries.ts';

export interface SitemapPage {
  url: string;
  /** RFC 3339; null where it is not said. */
  changedAt: string | null;
}

/** `index` names further sitemaps, `pages` the pages of a site (sitemaps.org, protocol 0.9). */
export interface Sitemap {
  kind: 'index' | 'pages';
  /** In the sitemap's order, each once; addresses that are none are left out. */
  entries: SitemapPage[];
}

/** As the protocol allows. */
const MAX_ENTRIES = 50_000;

/** Of an address; more is none. */
const MAX_TEXT = 9000;
const LITERAL = '<![CDATA[';

/** Null where the body is no sitemap: neither XML nor a plain list of addresses. Never throws. */
export function readSitemap(
  body: Uint8Array | string,
  mediaType: string | null,
  sitemapUrl: string,
): Sitemap | null {
  const text = decodeText(body, mediaType);
  const root = /<(?:\w+:)?(sitemapindex|urlset|html|rss|feed)[\s>]/i
    .exec(text.slice(0, 4000))?.[1]
    ?.toLowerCase();
  if (root === 'sitemapindex' || root === 'urlset') {
    return { kind: root === 'urlset' ? 'pages' : 'index', entries: entriesOf(text, sitemapUrl) };
  }
  return root === undefined ? listOf(text) : null;
}

function entriesOf(xml: string, sitemapUrl: string): SitemapPage[] {
  const entries = new Map<string, SitemapPage>();
  const opening = /<(?:\w+:)?(url|sitemap)(?:\s[^<>]{0,2000})?>/gi;
  for (
    let match = opening.exec(xml);
    match !== null && entries.size < MAX_ENTRIES;
    match = opening.exec(xml)
  ) {
    const end = endOf(xml, match[1] ?? 'url', opening.lastIndex);
    const inner = xml.slice(opening.lastIndex, Math.min(end, opening.lastIndex + 100_000));
    opening.lastIndex = end;
    const url = parseHttpUrl(textOf(inner, 'loc') ?? '', sitemapUrl);
    if (url !== null && !entries.has(url.href)) {
      entries.set(url.href, { url: url.href, changedAt: timeOf(textOf(inner, 'lastmod') ?? '') });
    }
  }
  return [...entries.values()];
}

function endOf(xml: string, name: string, from: number): number {
  const closing = new RegExp(`</(?:\\w+:)?${name}\\s{0,20}>`, 'gi');
  closing.lastIndex = from;
  return closing.exec(xml)?.index ?? xml.length;
}

/** Of the first element of that name; pictures and videos have a `loc` of their own name. */
function textOf(xml: string, name: string): string | null {
  const opening = new RegExp(`<${name}>\\s*`, 'i').exec(xml);
  if (opening === null) return null;
  const inner = xml.slice(opening.index + opening[0].length).slice(0, MAX_TEXT);
  const isLiteral = inner.startsWith(LITERAL);
  const [text = ''] = isLiteral ? inner.slice(LITERAL.length).split(']]>', 1) : inner.split('<', 1);
  return unescapeHtml(text).trim();
}

/** The protocol's other form: one address a line, and nothing else. */
function listOf(text: string): Sitemap | null {
  const lines = text.split('\n', MAX_ENTRIES).map((line) => line.trim());
  const given = lines.filter((line) => line !== '');
  const urls = given.flatMap((line) => (/\s/.test(line) ? [] : (parseHttpUrl(line)?.href ?? [])));
  return urls.length === 0 || urls.length < given.length
    ? null
    : { kind: 'pages', entries: [...new Set(urls)].map((url) => ({ url, changedAt: null })) };
}
