import { type HtmlDocument, hasClass, textWithin } from '#domain/html.ts';
import type { Medium, PostRecord } from '#domain/record.ts';
import { parseHttpUrl, segmentsOf } from '#domain/url.ts';
import { pathOf } from '../asking/schema-path.ts';
import type { Target } from '../platform.ts';
import { elementsWithin, type Placed } from '../reading/elements.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { linkedTextWithin } from '../reading/linked-text.ts';
import { readMetaTags } from '../reading/meta-tags.ts';
import { wallSchema } from './schemas.ts';
import type { Reading } from './source.ts';
import { identify, thingOf } from './urls.ts';

const textClasses = ['wall_post_text', 'pi_text'];
const authorClasses = ['PostHeaderTitle__authorLink', 'PostHeaderTitle__authorName', 'author', 'pi_author'];

/** A post of a wall by its element on the page; a photo or video by the Open Graph tags of its page. */
export function readPage(target: Target): (document: HtmlDocument) => Reading {
  return (document) =>
    thingOf(target.postId)?.kind === 'wall' ? readWall(document, target) : readTags(document, target);
}

function readWall(document: HtmlDocument, target: Target): Reading {
  const post = postIn(document, target);
  if (post === null) return { kind: 'none' };
  const first = (...names: string[]) => firstOfClasses(document, post, names);
  const author = first(...authorClasses);
  const text = first(...textClasses);
  const words = text
    ? linkedTextWithin(document, text.index + 1, text.element.end, 'https://vk.com/')
    : { text: '', links: [] };
  const stated = wallSchema.safeParse({ author: author && textOf(document, author), text: words.text });
  if (!stated.success) return { kind: 'unreadable', path: `post.${pathOf(stated.error)}` };
  const authorUrl = parseHttpUrl(author?.element.attributes.href ?? '', 'https://vk.com/');
  return {
    kind: 'record',
    record: {
      ...emptyRecord(target, 'vk'),
      author: {
        name: stated.data.author,
        handle: handleIn(authorUrl),
        url: authorUrl?.href ?? null,
        id: thingOf(target.postId)?.owner ?? null,
        avatarUrl: null,
      },
      text: words.text,
      links: words.links.map((link) => ({ ...link, url: outsideOf(link.url) })),
      publishedAt: timeIn(document, post),
      media: picturesIn(document, post),
    },
  };
}

/** `data-post-id="-23538238_35"`, `id="post-23538238_35"`; on mobile pages `data-post-id` or an anchor of that name. */
function postIn(document: HtmlDocument, target: Target): Placed | null {
  const thing = thingOf(target.postId);
  const name = `${thing?.owner}_${thing?.number}`;
  const posts = elementsWithin(document, 0, document.nodes.length, ({ attributes }) =>
    [attributes['data-post-id'], attributes.id?.replace(/^post/, '')].includes(name),
  );
  for (const post of posts) return post;
  return null;
}

function firstOfClasses(document: HtmlDocument, within: Placed, names: string[]): Placed | null {
  for (const name of names) {
    const found = elementsWithin(document, within.index + 1, within.element.end, (each) =>
      hasClass(each, name),
    );
    for (const placed of found) return placed;
  }
  return null;
}

function textOf(document: HtmlDocument, placed: Placed): string {
  return textWithin(document, placed.index + 1, placed.element.end)
    .replace(/\s+/g, ' ')
    .trim();
}

/** Seconds since 1970 in `time`, or RFC 3339 in `datetime`; "three hours ago" is no time. */
function timeIn(document: HtmlDocument, post: Placed): string | null {
  const timed = elementsWithin(
    document,
    post.index + 1,
    post.element.end,
    ({ name, attributes }) => name === 'time' || hasTime(attributes.time),
  );
  for (const { element } of timed) {
    const seconds = element.attributes.time;
    const time = hasTime(seconds) ? Number(seconds) * 1000 : Date.parse(element.attributes.datetime ?? '');
    if (!Number.isNaN(time)) return new Date(time).toISOString();
  }
  return null;
}

function hasTime(text: string | undefined): boolean {
  return /^\d{9,10}$/.test(text ?? '');
}

/** Pictures of the post, by the addresses of VK's own file servers; avatars and icons are smaller or elsewhere. */
function picturesIn(document: HtmlDocument, post: Placed): Medium[] {
  const urls = new Set<string>();
  for (const { element } of elementsWithin(document, post.index + 1, post.element.end, isPicture)) {
    const style = /background-image:\s*url\(\s*['"]?([^'")]+)/i.exec(element.attributes.style ?? '')?.[1];
    const url = parseHttpUrl(style ?? element.attributes.src ?? '');
    if (url !== null) urls.add(url.href);
  }
  return Array.from(urls, photo);
}

function isPicture(element: Placed['element']): boolean {
  const { attributes } = element;
  const isThumb = hasClass(element, 'page_post_thumb_wrap') || hasClass(element, 'thumb_map_img');
  return (
    isThumb ||
    (element.name === 'img' && hasClass(element, 'MediaGrid__imageElement')) ||
    attributes['aria-label'] === 'photo'
  );
}

function readTags(document: HtmlDocument, target: Target): Reading {
  const meta = readMetaTags(document);
  const named = parseHttpUrl(meta.first('og:url') ?? '');
  if (named === null || identify(named)?.postId !== target.postId) return { kind: 'none' };
  const title = meta.first('og:title');
  if (title === null) return { kind: 'unreadable', path: 'og:title: none' };
  const picture = parseHttpUrl(meta.first('og:image') ?? '')?.href ?? null;
  const isPhoto = thingOf(target.postId)?.kind === 'photo';
  const description = meta.first('og:description') ?? '';
  const film: Medium = { ...photo(''), kind: 'video', posterUrl: picture, variants: [] };
  const media = isPhoto ? (picture === null ? [] : [photo(picture)]) : [film];
  return {
    kind: 'record',
    record: {
      ...emptyRecord(target, 'vk'),
      title,
      text: description,
      textTruncated: /(?:\.\.\.|…)$/.test(description),
      media,
    } satisfies PostRecord,
  };
}

function photo(url: string): Medium {
  const variants = [{ url, mediaType: null, bitrate: null, width: null, height: null }];
  return { kind: 'photo', alt: null, width: null, height: null, durationMs: null, posterUrl: null, variants };
}

function handleIn(url: URL | null): string | null {
  const first = url === null ? undefined : segmentsOf(url)[0];
  return first !== undefined && !/^(?:id|club|public)\d+$/.test(first) ? first : null;
}

/** Links to elsewhere go by `/away.php?to=`. */
function outsideOf(href: string): string {
  const url = parseHttpUrl(href);
  if (url?.pathname !== '/away.php') return href;
  return parseHttpUrl(url.searchParams.get('to') ?? '')?.href ?? href;
}
