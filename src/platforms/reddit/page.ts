import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { type HtmlDocument, parseHtml } from '#domain/html.ts';
import type { Absence } from '#domain/post.ts';
import type { Medium, PostRecord } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, unknown } from '../asking/finding.ts';
import { pathOf } from '../asking/schema-path.ts';
import type { Target } from '../platform.ts';
import { elementsWithin, type Placed } from '../reading/elements.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { linkedTextWithin } from '../reading/linked-text.ts';
import { timeOf } from '../reading/stated-time.ts';
import { absenceOf } from './absence.ts';
import { finding } from './listing.ts';
import { pictureAt } from './media.ts';
import { authorNamed } from './record.ts';
import { shredditSchema } from './schemas.ts';
import type { Thing } from './urls.ts';

const MAX_BYTES = 4_000_000;
const TIMEOUT_MS = 20_000;

/** Asks the page of a post, whose `shreddit-post` element states it. Comments are loaded later, so they are not read here. */
export function askPage(target: Target, thing: Thing, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const question: Question = {
    source: 'reddit/page',
    url: target.canonicalUrl,
    request: {
      headers: { accept: 'text/html', 'accept-language': 'en' },
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    },
  };
  return askAndRead(question, fetch, signal, (response) => read(question, response, target, thing));
}

function read(question: Question, response: FetchResponse, target: Target, thing: Thing): Finding {
  if (response.status === 404) return absent(question, response, 'not-found', false, 'HTTP 404');
  if (response.status !== 200) return refusal(question, response);
  const document = parseHtml(new TextDecoder().decode(response.body));
  const posts = elementsWithin(document, 0, document.nodes.length, ({ name }) => name === 'shreddit-post');
  for (const post of posts) {
    if (post.element.attributes.id === `t3_${thing.post}`)
      return readPost(question, response, target, document, post);
  }
  return unknown(question, response, 'unreadable', 'shreddit-post: none of this id on the page');
}

function readPost(
  question: Question,
  response: FetchResponse,
  target: Target,
  document: HtmlDocument,
  post: Placed,
): Finding {
  const stated = shredditSchema.safeParse(post.element.attributes);
  if (!stated.success)
    return unknown(question, response, 'unreadable', `shreddit-post.${pathOf(stated.error)}`);
  const { author, score } = stated.data;
  const words = wordsOf(document, post);
  const record: PostRecord = {
    ...emptyRecord(target, 'reddit'),
    author: authorNamed(author),
    title: stated.data['post-title'],
    ...words,
    publishedAt: timeOf(stated.data['created-timestamp'].replace(/\+0000$/, 'Z')),
    media: mediaOf(document, post, stated.data['content-href'] ?? ''),
    counts: {
      likes: numberOf(score),
      reposts: null,
      replies: numberOf(stated.data['comment-count']),
      quotes: null,
      views: null,
    },
  };
  const absence = absenceInWords(document, post) ?? absenceOf({ author, text: words.text });
  return finding(question, response, record, absence, `author ${author}`);
}

function wordsOf(document: HtmlDocument, post: Placed): Pick<PostRecord, 'text' | 'links'> {
  for (const body of slotted(document, post, 'text-body')) {
    return linkedTextWithin(document, body.index + 1, body.element.end, 'https://www.reddit.com/');
  }
  return { text: '', links: [] };
}

function slotted(document: HtmlDocument, post: Placed, slot: string): Generator<Placed> {
  return elementsWithin(
    document,
    post.index + 1,
    post.element.end,
    ({ attributes }) => attributes.slot === slot,
  );
}

/** The notice that stands where the words of the post were. */
function absenceInWords(document: HtmlDocument, post: Placed): Absence | null {
  for (const banner of slotted(document, post, 'post-removed-banner')) {
    const { text } = linkedTextWithin(document, banner.index + 1, banner.element.end);
    if (/\bdeleted by the person who originally posted\b/i.test(text)) return 'deleted';
    if (/\bremoved\b/i.test(text)) return 'removed';
  }
  return null;
}

function mediaOf(document: HtmlDocument, post: Placed, contentHref: string): Medium[] {
  const url = parseHttpUrl(contentHref);
  if (url !== null && /^i\.redd\.it$/.test(url.hostname)) return [pictureAt(url.href, null)];
  const players = elementsWithin(document, post.index, post.element.end, ({ name }) =>
    name.startsWith('shreddit-player'),
  );
  for (const { element } of players) {
    const src = parseHttpUrl(element.attributes.src ?? '');
    if (src === null) continue;
    const playlist = { mediaType: 'application/x-mpegURL', bitrate: null, width: null, height: null };
    const posterUrl = parseHttpUrl(element.attributes.poster ?? '')?.href ?? null;
    const sizes = { alt: null, width: null, height: null, durationMs: null };
    return [{ kind: 'video', ...sizes, posterUrl, variants: [{ url: src.href, ...playlist }] }];
  }
  return galleryOf(document, post);
}

function galleryOf(document: HtmlDocument, post: Placed): Medium[] {
  const galleries = elementsWithin(
    document,
    post.index,
    post.element.end,
    ({ name }) => name === 'gallery-carousel',
  );
  for (const gallery of galleries) {
    const images = elementsWithin(document, gallery.index, gallery.element.end, ({ name }) => name === 'img');
    const urls = Array.from(images, ({ element }) =>
      parseHttpUrl(element.attributes.src ?? element.attributes['data-lazy-src'] ?? ''),
    ).flatMap((url) => (url?.hostname.endsWith('.redd.it') ? [url.href] : []));
    return [...new Set(urls)].map((url) => pictureAt(url, null));
  }
  return [];
}

function numberOf(text: string | undefined): number | null {
  return text !== undefined && /^-?\d+$/.test(text) ? Number(text) : null;
}
