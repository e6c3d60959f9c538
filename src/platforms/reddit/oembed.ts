import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { jsonOf, type Question } from '../asking/ask.ts';
import { askAndRead, parsedAs, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { unescapeHtml } from '../reading/unescape-html.ts';
import { authorNamed } from './record.ts';
import { oembedSchema } from './schemas.ts';
import { identify } from './urls.ts';

const MAX_BYTES = 500_000;
const TIMEOUT_MS = 15_000;

/** Asks the oEmbed end point: title and author, but not the words of a post. */
export function askOembed(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const url = new URL('https://www.reddit.com/oembed');
  url.searchParams.set('url', target.canonicalUrl);
  const question: Question = {
    source: 'reddit/oembed',
    url: url.href,
    request: { headers: { accept: 'application/json' }, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS },
  };
  return askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  if (response.status === 404 && jsonOf(response) !== undefined) {
    return absent(question, response, 'not-found', false, 'HTTP 404');
  }
  if (response.status !== 200) return refusal(question, response);
  const oembed = parsedAs(oembedSchema, question, response);
  if (oembed.kind === 'unreadable') return oembed.finding;
  const named = idIn(oembed.data.html);
  if (named !== target.postId) {
    return unknown(question, response, 'unreadable', `html: the answer is about ${named ?? 'no post'}`);
  }
  const { title, author_name: author } = oembed.data;
  if (!author || author === '[deleted]') {
    return unknown(question, response, 'unreadable', 'author_name: the account is gone, or the post');
  }
  const record = {
    ...emptyRecord(target, 'reddit'),
    author: authorNamed(author),
    title: unescapeHtml(title),
    // There may be words under the title, and the answer has none of them.
    textTruncated: true,
  };
  return live(question, response, record, `by u/${author}`);
}

/** The first link is the post or comment; that of a comment is followed by its parent's. */
function idIn(html: string): string | null {
  const href = /<a\s[^>]*href="([^"]+)"/i.exec(html)?.[1];
  const url = parseHttpUrl(unescapeHtml(href ?? ''));
  return url === null ? null : (identify(url)?.postId ?? null);
}
