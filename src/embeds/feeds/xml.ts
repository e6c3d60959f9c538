import { unescapeHtml } from '../escapes.ts';
import type { FeedItem } from './items.ts';

/** Fields of RSS and Atom that hold HTML, by name; what is plain text in them is found as text. */
const bodies = new Set([
  'content:encoded',
  'content',
  'description',
  'summary',
  'body',
  'fulltext',
  'itunes:summary',
]);
/** When an entry changed; `pubDate` and `published` say only when it appeared. */
const changes = new Set(['updated', 'atom:updated', 'modified', 'dcterms:modified', 'lastbuilddate']);
const appearances = new Set(['pubdate', 'published', 'dc:date', 'issued']);
const MAX_ITEMS = 20_000;
const MAX_ATTRIBUTE_CHARACTERS = 5000;
const CDATA = '<![CDATA[';

/** RSS 0.9 to 2.0 and Atom; null for any other XML. */
export function itemsOfXml(xml: string): FeedItem[] | null {
  // Whichever comes first is the root; a feed may hold whole pages.
  const root = /<(rss|rdf:RDF|feed|channel|html)[\s>]/i.exec(xml.slice(0, 4000))?.[1];
  if (root === undefined || root.toLowerCase() === 'html') return null;
  const items: FeedItem[] = [];
  const opening = /<(item|entry)(?=[\s>])[^<>]{0,2000}>/gi;
  for (let match = opening.exec(xml); match !== null && items.length < MAX_ITEMS; match = opening.exec(xml)) {
    const from = opening.lastIndex;
    const end = endOf(xml, match[1] ?? 'item', from);
    items.push(itemOf(xml.slice(from, end), match.index));
    opening.lastIndex = end;
  }
  return items;
}

/** An item that is never closed ends where the next begins. */
function endOf(xml: string, name: string, from: number): number {
  const closing = new RegExp(`</${name}\\s{0,20}>|<${name}(?=[\\s>])|<!\\[CDATA\\[`, 'gi');
  closing.lastIndex = from;
  for (let match = closing.exec(xml); match !== null; match = closing.exec(xml)) {
    if (!match[0].startsWith('<!')) return match.index;
    const end = xml.indexOf(']]>', closing.lastIndex);
    if (end < 0) return xml.length;
    closing.lastIndex = end + 3;
  }
  return xml.length;
}

function itemOf(xml: string, place: number): FeedItem {
  const item: FeedItem = {
    ...{ place, urls: [], media: [], html: [], text: [] },
    ...{ id: null, changed: [], published: null },
  };
  const unclosed = new Set<string>();
  const opening = /<!\[CDATA\[|<([a-z][\w:.-]{0,60})/gi;
  for (let match = opening.exec(xml); match !== null; match = opening.exec(xml)) {
    if (match[1] === undefined) {
      opening.lastIndex = indexAfter(xml, ']]>', opening.lastIndex);
      continue;
    }
    const name = match[1].toLowerCase();
    const from = opening.lastIndex;
    const bodyStart = indexAfter(xml, '>', from);
    const attributes = xml.slice(from, Math.min(bodyStart - 1, from + MAX_ATTRIBUTE_CHARACTERS));
    opening.lastIndex = bodyStart;
    readAttributes(name, attributes, item);
    if (attributes.endsWith('/') || unclosed.has(name) || !isRead(name)) continue;
    const content = contentOf(xml, match[1], bodyStart);
    if (content === null) {
      unclosed.add(name);
      continue;
    }
    opening.lastIndex = content.end;
    if (isAddress(name)) readAddress(name, content.text, item);
    else if (isTime(name)) readTime(name, content.text.trim(), item);
    else if (/<[a-z]/i.test(content.text)) item.html.push(content.text);
    else item.text.push(content.text);
  }
  return item;
}

function indexAfter(text: string, mark: string, from: number): number {
  const index = text.indexOf(mark, from);
  return index < 0 ? text.length : index + mark.length;
}

function isRead(name: string): boolean {
  return bodies.has(name) || isAddress(name) || isTime(name);
}

function isAddress(name: string): boolean {
  return name === 'link' || name === 'guid' || name === 'id' || name === 'yt:videoid' || name === 'source';
}

function isTime(name: string): boolean {
  return changes.has(name) || appearances.has(name);
}

function readTime(name: string, time: string, item: FeedItem): void {
  if (changes.has(name)) item.changed.push(time);
  else item.published ??= time;
}

function readAddress(name: string, content: string, item: FeedItem): void {
  const address = content.trim();
  if (name === 'guid' || name === 'id') item.id ??= address;
  if (name === 'id') return;
  if (name === 'yt:videoid') item.media.push(`https://www.youtube.com/watch?v=${address}`);
  else if (name !== 'source') item.urls.push(address);
}

function readAttributes(name: string, attributes: string, item: FeedItem): void {
  if (name === 'link') {
    const rel = attribute(attributes, 'rel');
    const href = attribute(attributes, 'href');
    if (href === null) return;
    if (rel === null || rel === 'alternate') item.urls.push(href);
    else if (rel === 'enclosure') item.media.push(href);
  } else if (
    name === 'enclosure' ||
    name === 'media:content' ||
    name === 'media:player' ||
    name === 'media:embed'
  ) {
    const url = attribute(attributes, 'url');
    if (url !== null) item.media.push(url);
  }
}

function attribute(attributes: string, name: string): string | null {
  const match = new RegExp(`(?:^|\\s)${name}\\s{0,5}=\\s{0,5}(?:"([^"]*)"|'([^']*)')`, 'i').exec(attributes);
  const value = match?.[1] ?? match?.[2];
  return value === undefined ? null : unescapeHtml(value);
}

/** CDATA as it is, escaped HTML unescaped once, markup of Atom's `xhtml` as it stands; null where it is never closed. */
function contentOf(xml: string, name: string, from: number): { text: string; end: number } | null {
  const cdata = /^\s{0,200}<!\[CDATA\[/.exec(xml.slice(from, from + 220));
  if (cdata !== null) {
    return sectionsFrom(xml, from + cdata[0].length);
  }
  const end = xml.indexOf(`</${name}`, from);
  if (end < 0) return null;
  const inner = xml.slice(from, end);
  return { text: inner.includes('<') ? inner : unescapeHtml(inner), end };
}

/** Text that holds the end mark of CDATA is written as several sections. */
function sectionsFrom(xml: string, from: number): { text: string; end: number } {
  const sections: string[] = [];
  for (let start = from; ; start += CDATA.length) {
    const end = xml.indexOf(']]>', start);
    if (end < 0) return { text: [...sections, xml.slice(start)].join(''), end: xml.length };
    sections.push(xml.slice(start, end));
    start = end + 3;
    if (!xml.startsWith(CDATA, start)) return { text: sections.join(''), end: start };
  }
}
