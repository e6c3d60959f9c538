import type { Quotation } from '#domain/embed.ts';
import type { HtmlElement } from '#domain/html.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { HtmlArticle, Place } from '../article.ts';
import { type Find, findOf } from '../finder.ts';
import { hasMarkup, plainHtmlOf } from '../hidden-html.ts';
import { urlOf } from '../hrefs.ts';
import { documentsIn, parsed, pushedText } from '../json/documents.ts';
import { namedInLinkedData } from '../json/linked-data.ts';
import { otherArticles } from '../json/other-article.ts';
import { embeddedByState } from '../json/page-state.ts';
import { pushedRows } from '../json/pushed-rows.ts';
import { quotationInState } from '../json/state-quotation.ts';
import { type JsonString, stringsOf, stringsOfScript } from '../json/strings.ts';
import { urlOfBareId } from '../players.ts';
import { recogniseFrame } from '../recogniser.ts';

const CONFIDENCE = 0.75;
const MAX_JSON_DEPTH = 3;
const MAX_SAID_CHARACTERS = 79;
/** A script without any of these holds nothing to be found. */
const promising =
  /embed|tweet|(?:\\u003c|\\x3c|<|&lt;)\s?(?:blockquote|iframe)|VideoObject|SocialMediaPosting|instagram|youtu|tiktok|bsky|twitter|vimeo|dailymotion|facebook|reddit|t\.me\/|\/\/x\.com/i;
/** Attributes of an element that say what the JSON in another one is about. */
const sayingAttributes = [
  'class',
  'name',
  'data-component-name',
  'data-component',
  'data-type',
  'data-provider',
  'component',
];
/** Some pages hand over their state piece by piece. */
const MAX_PUSHED_CHARACTERS = 12_000_000;

/** What the page's data shows: embeds, and HTML to be searched as a page of its own. */
export interface DataFinds {
  finds: Find[];
  inner: { place: Place; html: string }[];
}

/** JSON-LD, the state of client-rendered pages, and JSON in attributes. Libraries and loaders are scripts as well, and hold none. */
export function findInData(article: HtmlArticle): DataFinds {
  const found: DataFinds = { finds: [], inner: [] };
  const isAside = otherArticles(article.baseUrl);
  const { nodes } = article.document;
  const pushed = { text: '', index: -1 };
  for (const [index, node] of nodes.entries()) {
    if (node.kind !== 'element' || article.claimed[index]) continue;
    if (node.name !== 'script') {
      readAttributes({ article, index, isLinkedData: false, isAside, found }, node);
      continue;
    }
    const text = nodes[index + 1];
    if (text?.kind !== 'text' || text.parent !== index) continue;
    const piece = text.text.includes('__next_f') ? pushedText(text.text) : null;
    if (piece !== null && pushed.text.length < MAX_PUSHED_CHARACTERS) {
      pushed.text += piece;
      if (pushed.index < 0) pushed.index = index;
      continue;
    }
    if (!promising.test(text.text)) continue;
    const isLinkedData = /ld\+json/i.test(node.attributes.type ?? '');
    readScript({ article, index, isLinkedData, isAside, found }, text.text);
  }
  if (promising.test(pushed.text)) {
    readPushed({ article, index: pushed.index, isLinkedData: false, isAside, found }, pushed.text);
  }
  return found;
}

interface Reading {
  article: HtmlArticle;
  index: number;
  isLinkedData: boolean;
  isAside: ReturnType<typeof otherArticles>;
  found: DataFinds;
}

function readScript(reading: Reading, script: string): void {
  const { documents, isWhole } = documentsIn(script);
  for (const document of documents) readStrings(reading, stringsOf(document, reading.isAside), 0);
  if (isWhole || documents.length > 0) return;
  readStrings(reading, stringsOfScript(script), 0);
}

function readPushed(reading: Reading, pushed: string): void {
  for (const row of pushedRows(pushed)) {
    if (!promising.test(row.text)) continue;
    const document = row.kind === 'json' ? parsed(row.text) : undefined;
    if (row.kind === 'text' && hasMarkup(row.text)) readStrings(reading, [textOf(row.text)], 0);
    else if (document === undefined) readStrings(reading, stringsOfScript(row.text), 0);
    else readStrings(reading, stringsOf(document, reading.isAside), 0);
  }
}

function textOf(value: string): JsonString {
  return { key: '', value, holder: null, outer: null };
}

function readAttributes(reading: Reading, element: HtmlElement): void {
  for (const name in element.attributes) {
    const value = element.attributes[name] ?? '';
    if (value.length < 20 || !/^\s{0,20}[[{]/.test(value)) continue;
    const type = saidBy(element, name);
    if (!promising.test(value) && !promising.test(type)) continue;
    const document = parsed(value);
    if (document !== undefined) readStrings(reading, stringsOf(document, reading.isAside, { type }), 0);
  }
}

/** What the element and the attribute's own name say of the JSON in it, as far as words do. */
function saidBy({ attributes }: HtmlElement, name: string): string {
  const words = sayingAttributes.map((each) => (each === name ? '' : (attributes[each] ?? '')));
  return [name.replace(/^data-/, ''), ...words].join(' ').trim().slice(0, MAX_SAID_CHARACTERS);
}

function readStrings(reading: Reading, strings: Iterable<JsonString>, depth: number): void {
  const { article, index, found } = reading;
  for (const string of strings) {
    const { value } = string;
    if (value.length < 2) continue;
    if (depth < MAX_JSON_DEPTH && /^\s{0,20}[[{]/.test(value) && promising.test(value)) {
      const document = parsed(value);
      const inner = document === undefined ? stringsOfScript(value) : stringsOf(document, reading.isAside);
      readStrings(reading, inner, depth + 1);
      continue;
    }
    const mayHoldHtml = !reading.isLinkedData || string.key === 'articleBody';
    const html = mayHoldHtml && value.length > 20 ? htmlIn(value) : null;
    const place = [index, found.finds.length + found.inner.length];
    if (html !== null) {
      found.inner.push({ place, html });
      continue;
    }
    const find = findNamed(article, reading.isLinkedData, string, place);
    if (find !== null) found.finds.push(find);
  }
}

function htmlIn(value: string): string | null {
  if (hasMarkup(value)) return plainHtmlOf(value);
  return /&lt;|%3C|\\u003c/i.test(value) ? plainHtmlOf(value) : null;
}

function findNamed(
  article: HtmlArticle,
  isLinkedData: boolean,
  string: JsonString,
  place: Place,
): Find | null {
  let named: { value: string; quotation: Quotation | null } | null;
  if (isLinkedData) {
    named = namedInLinkedData(string);
  } else {
    const embedded = embeddedByState(string);
    const value =
      embedded === null ? null : (urlOfBareId(embedded.provider, embedded.value) ?? embedded.value);
    named = value === null ? null : { value, quotation: quotationInState(string.holder) };
  }
  if (named === null || !/^(?:https?:)?\/\/|^at:\/\//i.test(named.value)) return null;
  const url = urlOf(named.value, article.baseUrl) ?? parseHttpUrl(named.value);
  if (url === null) return null;
  const identity = recogniseFrame(article.recognise, url);
  if (identity.postId === null || identity.kind === 'profile') return null;
  return findOf({ place, form: 'json', url, identity, confidence: CONFIDENCE, quotation: named.quotation });
}
