import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { type HtmlDocument, parseHtml } from '#domain/html.ts';
import type { Medium } from '#domain/record.ts';
import { decodeText } from '#domain/text-encoding.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { pageQuestion } from '../asking/page-question.ts';
import type { Target } from '../platform.ts';
import { type MetaTags, readMetaTags } from '../reading/meta-tags.ts';
import { countOf } from '../reading/short-count.ts';
import { blankRecord, type Reading } from './record.ts';
import { identify } from './urls.ts';
import { wallIn } from './wall.ts';

const MAX_BYTES = 4_000_000;
const DAY_MS = 86_400_000;

/** Asks the post's own page. Its meta tags say that the post is there; without them it says nothing. */
export function askPage(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  return askPreview('instagram/page', target, readPage, fetch, signal);
}

type ReadPage = (target: Target, document: HtmlDocument) => Reading;

/** The page of a post as Meta's sites show it to previews; Threads stands behind the same walls. */
export function askPreview(
  source: string,
  target: Target,
  readPage: ReadPage,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Finding> {
  const question = pageQuestion(source, target.canonicalUrl, MAX_BYTES, 'en-US,en;q=0.9');
  return askAndRead(question, fetch, signal, (response) => read(question, response, target, readPage));
}

function read(question: Question, response: FetchResponse, target: Target, readPage: ReadPage): Finding {
  const document = parseHtml(decodeText(response.body, response.headers['content-type'] ?? null));
  const wall = wallIn(response, document);
  if (wall !== null) return unknown(question, response, wall.obstacle, wall.detail);
  if (response.status === 404) return absent(question, response, 'not-found', false, 'HTTP 404');
  if (response.status !== 200) return unknown(question, response, 'unreadable', `HTTP ${response.status}`);
  const reading = readPage(target, document);
  if (reading.kind === 'unreadable') return unknown(question, response, 'unreadable', reading.path);
  return live(question, response, reading.record, `by @${reading.record.author.handle}`);
}

/** The meta tags have the author, the caption and one picture; of films no file. */
export function readPage(target: Target, document: HtmlDocument): Reading {
  const meta = readMetaTags(document);
  const named = [meta.first('og:url'), meta.first('al:ios:url')].map(postIdOf).filter((id) => id !== null);
  if (!named.includes(target.postId)) {
    return {
      kind: 'unreadable',
      path: `og:url: ${named[0] === undefined ? 'missing' : `the page is about ${named[0]}`}`,
    };
  }
  const title = meta.first('og:title') ?? '';
  const handle = handleIn(meta);
  if (handle === null) return { kind: 'unreadable', path: 'twitter:title: no author' };
  const blank = blankRecord(target, handle);
  const record = {
    ...blank,
    author: {
      ...blank.author,
      name: /^(.+?) (?:on Instagram|shared a post on Instagram)\b/s.exec(title)?.[1] ?? null,
    },
    text: /\bon Instagram: ["“](.*)["”]\s*$/s.exec(title)?.[1] ?? '',
    publishedAt: agrees(blank.publishedAt, meta.first('og:description') ?? '') ? blank.publishedAt : null,
    media: mediaOf(meta),
    counts: {
      ...blank.counts,
      likes: countOf(descriptionOf(meta), 'likes?'),
      replies: countOf(descriptionOf(meta), 'comments?'),
    },
  };
  return { kind: 'record', record };
}

function postIdOf(address: string | null): string | null {
  const url = address === null ? null : URL.parse(address);
  return url === null ? null : (identify(url)?.postId ?? null);
}

/** What stands before the caption: `1,2K likes, 3 comments - handle on May 29, 2021: "…`. */
function descriptionOf(meta: MetaTags): string {
  return (meta.first('og:description') ?? '').split(/["“]/, 1)[0] ?? '';
}

/** `Name (@handle) • Instagram photo`, or `… comments - handle on May 29, 2021`. */
function handleIn(meta: MetaTags): string | null {
  const inTitle = /\(@([\w.]{1,60})\)/.exec(meta.first('twitter:title') ?? '')?.[1];
  const stated = descriptionOf(meta);
  const inWords = / - (?:[^()"“]{0,200} \(@)?([\w.]{1,60})\)? on (?:Instagram\b|[A-Z][a-z]+ \d)/.exec(stated);
  return inTitle ?? inWords?.[1] ?? null;
}

/** The description states the day, by a clock of its own. */
function agrees(idTime: string | null, description: string): boolean {
  const stated = / on ([A-Z][a-z]+ \d{1,2}, \d{4})/.exec(description.split('"', 1)[0] ?? '')?.[1];
  const day = stated === undefined ? Number.NaN : Date.parse(`${stated} 12:00 UTC`);
  return idTime === null || Number.isNaN(day) || Math.abs(Date.parse(idTime) - day) <= 2 * DAY_MS;
}

function mediaOf(meta: MetaTags): Medium[] {
  const picture = parseHttpUrl(meta.first('og:image', 'twitter:image') ?? '')?.href ?? null;
  const film = parseHttpUrl(meta.first('og:video:secure_url', 'og:video') ?? '')?.href ?? null;
  const isVideo =
    film !== null || /\b(?:reel|video)\b/i.test(`${meta.first('og:type')} ${kindInTitle(meta)}`);
  if (picture === null && film === null) return [];
  const best = isVideo ? film : picture;
  const variant = { mediaType: isVideo ? 'video/mp4' : null, bitrate: null, width: null, height: null };
  return [
    {
      kind: isVideo ? 'video' : 'photo',
      alt: null,
      width: null,
      height: null,
      durationMs: null,
      posterUrl: isVideo ? picture : null,
      variants: best === null ? [] : [{ ...variant, url: best }],
    },
  ];
}

function kindInTitle(meta: MetaTags): string {
  return /• Instagram (\w+)\s*$/.exec(meta.first('twitter:title') ?? '')?.[1] ?? '';
}
