import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { type HtmlDocument, parseHtml, textWithin } from '#domain/html.ts';
import type { Medium, PostRecord } from '#domain/record.ts';
import { decodeText } from '#domain/text-encoding.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { elementsWithin, firstOfClass, type Placed } from '../reading/elements.ts';
import { linkedTextWithin } from '../reading/linked-text.ts';
import { countOf } from '../reading/short-count.ts';
import { contextIn } from './context-json.ts';
import { blankRecord, type Reading, readContext } from './record.ts';
import { identify } from './urls.ts';
import { wallIn } from './wall.ts';

const MAX_BYTES = 3_000_000;
const TIMEOUT_MS = 15_000;
const HOME = 'https://www.instagram.com/';

/** Asks the page behind the platform's own embeds; for reels as well, whose own path has no such page. */
export function askEmbed(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const headers = { accept: 'text/html', 'accept-language': 'en-US,en;q=0.9' };
  const question: Question = {
    source: 'instagram/embed',
    url: `${target.canonicalUrl}embed/captioned/`,
    request: { headers, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS },
  };
  return askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  const html = decodeText(response.body, response.headers['content-type'] ?? null);
  const document = parseHtml(html);
  const wall = wallIn(response, document);
  if (wall !== null) return unknown(question, response, wall.obstacle, wall.detail);
  if (response.status !== 200) return unknown(question, response, 'unreadable', `HTTP ${response.status}`);
  // The first is the box for readers; the second is also shown to visitors that are taken for machines.
  for (const name of ['EmbedBrokenMedia', 'EmbedIsBroken']) {
    if (firstOfClass(document, null, name) !== null)
      return absent(question, response, 'not-found', name === 'EmbedBrokenMedia', name);
  }
  const reading = readEmbed(target, html, document);
  if (reading.kind === 'unreadable') return unknown(question, response, 'unreadable', reading.path);
  return live(question, response, reading.record, `by @${reading.record.author.handle}`);
}

/** From the page's data where it has it, else from its markup, which is all that there is of single pictures. */
export function readEmbed(target: Target, html: string, document: HtmlDocument): Reading {
  const context = contextIn(html);
  const reading = context === undefined || context === null ? null : readContext(target, context);
  return reading ?? readMarkup(target, document);
}

function readMarkup(target: Target, document: HtmlDocument): Reading {
  const other = otherPostIn(document, target);
  if (other !== null) return { kind: 'unreadable', path: `a[href]: the page is about ${other}` };
  const username = firstOfClass(document, null, 'UsernameText');
  if (username === null) return { kind: 'unreadable', path: '.UsernameText: missing' };
  const handle = textWithin(document, username.index + 1, username.element.end).replace(/^@/, '');
  if (!/^[\w.]{1,60}$/.test(handle)) return { kind: 'unreadable', path: `.UsernameText: ${handle}` };
  const picture = firstOfClass(document, null, 'EmbeddedMediaImage');
  if (picture === null) return { kind: 'unreadable', path: '.EmbeddedMediaImage: missing' };
  const blank = blankRecord(target, handle);
  const media = mediumOf(picture);
  const type = firstOfClass(document, null, 'Embed')?.element.attributes['data-media-type'] ?? 'GraphImage';
  const record: PostRecord = {
    ...blank,
    author: {
      ...blank.author,
      id: firstOfClass(document, null, 'Embed')?.element.attributes['data-owner-id'] ?? null,
      avatarUrl: avatarIn(document),
    },
    ...captionIn(document),
    media: [
      type === 'GraphVideo'
        ? { ...media, kind: 'video', posterUrl: media.variants[0]?.url ?? null, variants: [] }
        : media,
    ],
    counts: {
      ...blank.counts,
      likes: countIn(document, 'SocialProof', 'likes?'),
      replies: countIn(document, 'CaptionComments', 'comments?'),
    },
    // The other pictures are in the data alone.
    labels: type === 'GraphSidecar' ? ['media-incomplete'] : [],
  };
  return { kind: 'record', record };
}

/** The post that the page links to as its own, where it is not the one that was asked for. */
function otherPostIn(document: HtmlDocument, target: Target): string | null {
  const ids = [];
  for (const { element } of elementsWithin(document, 0, document.nodes.length, ({ name }) => name === 'a')) {
    const url = parseHttpUrl(element.attributes.href ?? '', HOME);
    const id = url === null ? null : identify(url)?.postId;
    if (id) ids.push(id);
  }
  return ids.includes(target.postId) ? null : (ids[0] ?? null);
}

/** Between the author's name, which it begins with, and the link to the comments. */
function captionIn(document: HtmlDocument): { text: string; links: PostRecord['links'] } {
  const caption = firstOfClass(document, null, 'Caption');
  if (caption === null) return { text: '', links: [] };
  const username = firstOfClass(document, caption, 'CaptionUsername');
  const comments = firstOfClass(document, caption, 'CaptionComments');
  return linkedTextWithin(
    document,
    username?.element.end ?? caption.index + 1,
    comments?.index ?? caption.element.end,
    HOME,
  );
}

function mediumOf({ element }: Placed): Medium {
  const { src = '', srcset = '', alt = '' } = element.attributes;
  const sized = srcset.split(/,\s+/).flatMap((candidate) => {
    const [, url, width] = /^\s*(\S+)\s+(\d+)w\s*$/.exec(candidate) ?? [];
    return url === undefined ? [] : [{ url, width: Number(width) }];
  });
  const variants = sized.toSorted((a, b) => b.width - a.width);
  if (!variants.some(({ url }) => url === src)) variants.push({ url: src, width: 0 });
  // The platform's own words where the author wrote none.
  const isMade = /^instagram post shared by\b/i.test(alt);
  return {
    kind: 'photo',
    alt: isMade ? null : alt || null,
    width: null,
    height: null,
    durationMs: null,
    posterUrl: null,
    variants: variants.map(({ url, width }) => ({
      url,
      mediaType: null,
      bitrate: null,
      width: width || null,
      height: null,
    })),
  };
}

function avatarIn(document: HtmlDocument): string | null {
  const link = firstOfClass(document, null, 'Avatar');
  if (link === null) return null;
  for (const { element } of elementsWithin(
    document,
    link.index + 1,
    link.element.end,
    ({ name }) => name === 'img',
  ))
    return element.attributes.src ?? null;
  return null;
}

function countIn(document: HtmlDocument, name: string, what: string): number | null {
  const place = firstOfClass(document, null, name);
  return countOf(place === null ? '' : textWithin(document, place.index + 1, place.element.end), what);
}
