import { type HtmlDocument, type HtmlElement, isUnread } from '#domain/html.ts';
import type { Medium, PostRecord } from '#domain/record.ts';
import { isWithin, parseHttpUrl } from '#domain/url.ts';
import type { Target } from '../platform.ts';
import { elementsWithin, type Placed } from '../reading/elements.ts';
import { linksInText } from '../reading/text-links.ts';
import { readMedium } from './media.ts';
import { blankRecord } from './page-preview.ts';
import type { Reading } from './record.ts';
import { identify } from './urls.ts';

/** Of elements round one that matters; X's own pages need about 25. */
const MAX_LEVELS = 64;

/** The post as X's script draws it for a reader who is not logged in: known by the link that its time is. */
export function readDrawnPost(target: Target, document: HtmlDocument): Reading {
  const article = articleOf(target, document);
  if (article === null) return { kind: 'unreadable', path: 'article: no post with this id' };
  const named = first(document, article, (element) => testId(element) === 'User-Name');
  const [, name, handle] =
    /^(.*?)\s*@(\w{1,20})/s.exec(named === null ? '' : wordsOf(document, named).text) ?? [];
  if (handle === undefined) return { kind: 'unreadable', path: '[data-testid=User-Name]: no author' };
  const words = first(document, article, (element) => testId(element) === 'tweetText');
  const media = mediaOf(target, document, article);
  if (words === null && media.length === 0) {
    return { kind: 'unreadable', path: '[data-testid=tweetText]: neither words nor pictures' };
  }
  const blank = blankRecord(target, { name: name || null, handle });
  const record: PostRecord = {
    ...blank,
    ...(words === null ? {} : wordsOf(document, words)),
    textTruncated: first(document, article, isShowMore) !== null,
    language: words?.element.attributes.lang ?? null,
    publishedAt: article.at ?? blank.publishedAt,
    media,
  };
  return { kind: 'record', record };
}

/** The article whose time links to the post; `at` is that time. */
function articleOf(target: Target, document: HtmlDocument): (Placed & { at: string | null }) | null {
  const times = elementsWithin(document, 0, document.nodes.length, ({ name }) => name === 'time');
  for (const { element } of times) {
    const article = ancestorOf(document, element, 'article');
    if (article === null || !leadsTo(target, ancestorOf(document, element, 'a'))) continue;
    const at = Date.parse(element.attributes.datetime ?? '');
    return { ...article, at: Number.isNaN(at) ? null : new Date(at).toISOString() };
  }
  return null;
}

/** Pictures link to the post whose they are, so that those of a quoted one are left out. */
function mediaOf(target: Target, document: HtmlDocument, article: Placed): Medium[] {
  const media: Medium[] = [];
  for (const { element } of within(document, article, ({ name }) => name === 'img' || name === 'video')) {
    const { src, poster, alt } = element.attributes;
    const url = parseHttpUrl((element.name === 'img' ? src : poster) ?? '');
    if (url === null || !isWithin(url.hostname, 'pbs.twimg.com')) continue;
    if (element.name === 'video') media.push(readMedium({ type: 'video', media_url_https: url.href }));
    else if (url.pathname.startsWith('/media/') && leadsTo(target, ancestorOf(document, element, 'a'))) {
      // What X writes where the author wrote nothing.
      const own = alt === 'Image' ? null : alt;
      media.push(readMedium({ type: 'photo', media_url_https: url.href, ext_alt_text: own }));
    }
  }
  return media;
}

/** Lines break where the text has line feeds, and emoji are pictures with themselves as their description. */
function wordsOf(document: HtmlDocument, place: Placed): Pick<PostRecord, 'text' | 'links'> {
  let text = '';
  for (let index = place.index + 1; index < place.element.end; index += 1) {
    const node = document.nodes[index];
    if (node?.kind === 'text') text += node.text;
    else if (node?.name === 'img') text += node.attributes.alt ?? '';
    else if (node !== undefined && isUnread(node.name)) index = node.end - 1;
  }
  const shown = text.trim();
  return { text: shown, links: linksInText(shown) };
}

function isShowMore(element: HtmlElement): boolean {
  return testId(element) === 'tweet-text-show-more-link';
}

function testId({ attributes }: HtmlElement): string | null {
  return attributes['data-testid'] ?? null;
}

function leadsTo(target: Target, link: Placed | null): boolean {
  const url = parseHttpUrl(link?.element.attributes.href ?? '', 'https://x.com/');
  return link !== null && url !== null && identify(url)?.postId === target.postId;
}

/** The nearest element of this name that holds it, a few levels up. */
function ancestorOf(document: HtmlDocument, { parent }: HtmlElement, name: string): Placed | null {
  let index = parent;
  for (let level = 0; level < MAX_LEVELS; level += 1) {
    const node = document.nodes[index];
    if (node?.kind !== 'element') return null;
    if (node.name === name) return { index, element: node };
    index = node.parent;
  }
  return null;
}

function first(
  document: HtmlDocument,
  place: Placed,
  passes: (element: HtmlElement) => boolean,
): Placed | null {
  for (const placed of within(document, place, passes)) return placed;
  return null;
}

function within(
  document: HtmlDocument,
  place: Placed,
  passes: (element: HtmlElement) => boolean,
): Generator<Placed> {
  return elementsWithin(document, place.index + 1, place.element.end, passes);
}
