import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { jsonOf, type Question } from '../asking/ask.ts';
import { askAndRead } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { isHtml } from '../asking/obstacle.ts';
import { pathOf } from '../asking/schema-path.ts';
import { oembedSchema } from './schemas.ts';
import { canonicalUrl, identify } from './urls.ts';

const SOURCE = 'x/oembed';
const MAX_BYTES = 500_000;
const TIMEOUT_MS = 15_000;

/** Asks the oEmbed end point. It caches for 100 years, so its 200 is a weaker word than its 404. */
export function askOembed(statusId: string, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const url = new URL('https://publish.twitter.com/oembed');
  // The end point knows its posts by either domain; the handle in the URL is not looked at.
  url.searchParams.set('url', `https://twitter.com/i/status/${statusId}`);
  url.searchParams.set('omit_script', '1');
  url.searchParams.set('dnt', '1');
  url.searchParams.set('lang', 'en');
  const question: Question = {
    source: SOURCE,
    url: url.href,
    request: {
      headers: { accept: 'application/json', 'accept-language': 'en' },
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    },
  };
  return askAndRead(question, fetch, signal, (response) => read(question, response, statusId));
}

function read(question: Question, response: FetchResponse, statusId: string): Finding {
  if (response.status === 200) return readFound(question, response, statusId);
  const body = new TextDecoder().decode(response.body.subarray(0, 4000));
  if (response.status === 404) return absent(question, response, 'not-found', false, 'HTTP 404');
  if (response.status === 403) {
    // Protected or age-restricted: the end point does not say which, the tombstone of the other source does.
    if (/not authorized/i.test(body))
      return absent(question, response, 'protected', false, 'HTTP 403, not authorized');
    if (!isHtml(response)) return absent(question, response, 'account-gone', false, 'HTTP 403');
  }
  if (response.status === 401 || response.status === 403) {
    return unknown(question, response, 'walled', `HTTP ${response.status}`);
  }
  return unknown(question, response, 'unreadable', `HTTP ${response.status}`);
}

function readFound(question: Question, response: FetchResponse, statusId: string): Finding {
  const json = jsonOf(response);
  if (json === undefined) {
    const what = isHtml(response) ? 'HTML instead of JSON' : 'no JSON';
    return unknown(question, response, 'unreadable', what);
  }
  const oembed = oembedSchema.safeParse(json);
  if (!oembed.success) return unknown(question, response, 'unreadable', pathOf(oembed.error));
  const named = parseHttpUrl(oembed.data.url);
  const found = named === null ? null : identify(named);
  if (found?.canonicalUrl !== canonicalUrl(`x:${statusId}`)) {
    return unknown(question, response, 'unreadable', `url: the answer is about ${oembed.data.url}`);
  }
  const handle = oembed.data.author_url.split('/').at(-1) ?? oembed.data.author_name;
  return live(question, response, null, `by @${handle}`);
}
