import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { jsonOf, type Question } from '../asking/ask.ts';
import { askAndRead, parsedAs, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { recordOfOembed } from './record.ts';
import { oembedSchema } from './schemas.ts';
import { numberOf } from './urls.ts';

const MAX_BYTES = 500_000;
const TIMEOUT_MS = 15_000;

/** Asks the oEmbed end point, which answers also where the page is walled. */
export function askOembed(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const url = new URL('https://www.tiktok.com/oembed');
  url.searchParams.set('url', target.canonicalUrl);
  const question: Question = {
    source: 'tiktok/oembed',
    url: url.href,
    request: { headers: { accept: 'application/json' }, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS },
  };
  return askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  const { status } = response;
  if (status === 400 || status === 404) {
    // The end point refuses in JSON; a page in HTML is somebody else's word.
    if (jsonOf(response) === undefined) return refusal(question, response);
    return absent(question, response, 'not-found', false, `HTTP ${status}`);
  }
  if (status !== 200) return refusal(question, response);
  const oembed = parsedAs(oembedSchema, question, response);
  if (oembed.kind === 'unreadable') return oembed.finding;
  const number = /data-video-id="(\d+)"/.exec(oembed.data.html)?.[1];
  if (number !== numberOf(target.postId)) {
    return unknown(question, response, 'unreadable', `html: the answer is about ${number ?? 'no post'}`);
  }
  const record = recordOfOembed(target, oembed.data);
  return live(question, response, record, `by @${record.author.handle}`);
}
