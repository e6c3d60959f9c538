import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { type HtmlDocument, parseHtml, textWithin } from '#domain/html.ts';
import type { Medium, PostRecord } from '#domain/record.ts';
import { decodeText } from '#domain/text-encoding.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead } from '../asking/ask-and-read.ts';
import { type Finding, live, unknown } from '../asking/finding.ts';
import { pathOf } from '../asking/schema-path.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { readMetaTags } from '../reading/meta-tags.ts';
import type { Reading } from './record.ts';
import { summarySchema } from './schemas.ts';
import { timeOfTid } from './tid.ts';
import { nameOf } from './urls.ts';

const MAX_BYTES = 3_000_000;
const TIMEOUT_MS = 15_000;

/**
 * Asks the site's own page, which has a summary for readers without script. It answers 200 for any post, so a summary
 * says that the post is there, and none says nothing.
 */
export function askPage(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const headers = { accept: 'text/html', 'accept-language': 'en' };
  const question: Question = {
    source: 'bluesky/page',
    url: target.canonicalUrl,
    request: { headers, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS },
  };
  return askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  const { status } = response;
  if (status === 401 || status === 403) return unknown(question, response, 'walled', `HTTP ${status}`);
  if (status !== 200) return unknown(question, response, 'unreadable', `HTTP ${status}`);
  const html = decodeText(response.body, response.headers['content-type'] ?? null);
  const reading = readPage(target, html);
  if (reading.kind === 'unreadable') return unknown(question, response, 'unreadable', reading.path);
  return live(question, response, reading.record, `by @${reading.record.author.handle}`);
}

/** A thinner record than the AppView's: no counts, one picture at most, the time when the post was first seen. */
export function readPage(target: Target, html: string): Reading {
  const document = parseHtml(html);
  const summary = summarySchema.safeParse(summaryOf(document));
  if (!summary.success) return { kind: 'unreadable', path: `#bsky_${pathOf(summary.error)}` };
  const { did, handle, display_name, post_text, post_indexedat } = summary.data;
  const name = nameOf(target.postId);
  if (name?.author !== did) return { kind: 'unreadable', path: `#bsky_did: the page is about ${did}` };
  const record: PostRecord = {
    ...emptyRecord(target, 'bluesky'),
    author: {
      name: display_name || null,
      handle,
      url: `https://bsky.app/profile/${did}`,
      id: did,
      avatarUrl: null,
    },
    text: post_text,
    publishedAt: new Date(post_indexedat).toISOString(),
    idTime: timeOfTid(name.rkey),
    media: pictureOf(document),
  };
  return { kind: 'record', record };
}

function summaryOf(document: HtmlDocument): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [index, node] of document.nodes.entries()) {
    if (node.kind !== 'element') continue;
    const name = /^bsky_(\w+)$/.exec(node.attributes.id ?? '')?.[1];
    if (name !== undefined && name !== 'post_summary')
      texts[name] = textWithin(document, index + 1, node.end);
  }
  return texts;
}

/** Where the post has no picture, the page shows its author's. */
function pictureOf(document: HtmlDocument): Medium[] {
  const url = readMetaTags(document).first('og:image');
  if (url === null || !/\/img\/feed_(?:thumbnail|fullsize)\//.test(url)) return [];
  const variant = { mediaType: null, bitrate: null, width: null, height: null };
  const urls = [url.replace('/img/feed_thumbnail/', '/img/feed_fullsize/'), url];
  return [
    {
      kind: 'photo',
      alt: null,
      width: null,
      height: null,
      durationMs: null,
      posterUrl: null,
      variants: [...new Set(urls)].map((each) => ({ ...variant, url: each })),
    },
  ];
}
