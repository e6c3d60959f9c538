import { type HtmlDocument, type HtmlElement, hasClass, textWithin } from '#domain/html.ts';
import type { Medium, PostRecord } from '#domain/record.ts';
import type { Target } from '../platform.ts';
import { elementsWithin, firstOfClass, type Placed } from '../reading/elements.ts';
import { linksInText } from '../reading/text-links.ts';
import { readMedium } from './media.ts';
import { blankRecord } from './page-preview.ts';
import type { Reading } from './record.ts';
import { statusIdOf } from './urls.ts';

/**
 * The page of a post as Twitter served it, whole and without script, from 2012 to 2020: known by the id that its element
 * carries. Of a film it has the still picture alone.
 */
export function readPermalinkPage(target: Target, document: HtmlDocument): Reading {
  const id = statusIdOf(target.postId);
  const post = postWith(id, document);
  if (post === null) return { kind: 'unreadable', path: '.permalink-tweet: no post with this id' };
  const { attributes } = post.element;
  const handle = attributes['data-screen-name'];
  const words = firstOfClass(document, post, 'tweet-text');
  if (!handle || words === null)
    return { kind: 'unreadable', path: '.permalink-tweet: no author or no words' };
  const text = wordsOf(document, words);
  const blank = blankRecord(target, { name: attributes['data-name'] || null, handle });
  const record: PostRecord = {
    ...blank,
    author: {
      ...blank.author,
      id: attributes['data-user-id'] ?? null,
      avatarUrl: firstOfClass(document, post, 'avatar')?.element.attributes.src ?? null,
    },
    text,
    links: linksInText(text),
    language: words.element.attributes.lang ?? null,
    publishedAt: timeIn(document, post) ?? blank.publishedAt,
    media: mediaIn(document, post),
  };
  return { kind: 'record', record };
}

function postWith(id: string | null, document: HtmlDocument): Placed | null {
  const isPost = (element: HtmlElement) =>
    element.attributes['data-tweet-id'] === id && hasClass(element, 'permalink-tweet');
  const [post] = elementsWithin(document, 0, document.nodes.length, isPost);
  return post ?? null;
}

/** Links to media end the words under a class of their own; links to pages are cut and carry the whole beside. */
function wordsOf(document: HtmlDocument, { index, element }: Placed): string {
  const parts: string[] = [];
  let at = index + 1;
  while (at < element.end) {
    const node = document.nodes[at];
    if (node?.kind === 'text') parts.push(node.text);
    else if (node !== undefined && node.name === 'img') parts.push(node.attributes.alt ?? '');
    else if (node !== undefined && node.name === 'a') {
      parts.push(wordsOfLink(document, { index: at, element: node }));
      at = node.end;
      continue;
    }
    at += 1;
  }
  return parts.join('').trim();
}

function wordsOfLink(document: HtmlDocument, { index, element }: Placed): string {
  if (element.attributes['data-pre-embedded'] === 'true' || hasClass(element, 'u-hidden')) return '';
  return element.attributes['data-expanded-url'] ?? textWithin(document, index + 1, element.end);
}

function timeIn(document: HtmlDocument, post: Placed): string | null {
  const isStamp = ({ attributes }: HtmlElement) => /^\d{12,14}$/.test(attributes['data-time-ms'] ?? '');
  const [stamp] = elementsWithin(document, post.index + 1, post.element.end, isStamp);
  return stamp === undefined
    ? null
    : new Date(Number(stamp.element.attributes['data-time-ms'])).toISOString();
}

function mediaIn(document: HtmlDocument, post: Placed): Medium[] {
  const media: Medium[] = [];
  for (const { element } of elementsWithin(document, post.index + 1, post.element.end, () => true)) {
    const picture = element.attributes['data-image-url'];
    if (picture?.startsWith('https://pbs.twimg.com/')) {
      media.push(readMedium({ type: 'photo', media_url_https: picture }));
    }
    const poster = hasClass(element, 'PlayableMedia-player')
      ? /url\(["']?(https:\/\/pbs\.twimg\.com\/[^"')]+)/.exec(element.attributes.style ?? '')?.[1]
      : undefined;
    if (poster !== undefined) {
      media.push(readMedium({ type: 'video', media_url_https: poster }));
    }
  }
  return media;
}
