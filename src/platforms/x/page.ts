import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { type HtmlDocument, parseHtml } from '#domain/html.ts';
import { decodeText } from '#domain/text-encoding.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead, refusal } from '../asking/ask-and-read.ts';
import { type Finding, live, unknown } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { readMetaTags } from '../reading/meta-tags.ts';
import { readDrawnPost } from './page-drawn.ts';
import { readPreview } from './page-preview.ts';
import type { Reading } from './record.ts';

const MAX_BYTES = 4_000_000;
const TIMEOUT_MS = 20_000;

/** Asks the post's own page. It is served for every id, so that only a post on it says anything. */
export function askPage(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const question: Question = {
    source: 'x/page',
    url: target.canonicalUrl,
    request: {
      headers: { accept: 'text/html', 'accept-language': 'en' },
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    },
  };
  return askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  if (response.status !== 200) return refusal(question, response);
  const document = parseHtml(decodeText(response.body, response.headers['content-type'] ?? null));
  const wall = wallIn(response, document);
  if (wall !== null) return unknown(question, response, 'walled', wall);
  const reading = readPage(target, document);
  if (reading.kind === 'unreadable') return unknown(question, response, 'unreadable', reading.path);
  return live(question, response, reading.record, `by @${reading.record.author.handle}`);
}

/** The tags for link previews, or the post as it is drawn. */
export function readPage(target: Target, document: HtmlDocument): Reading {
  return readMetaTags(document).first('og:url') === null
    ? readDrawnPost(target, document)
    : readPreview(target, document);
}

/** The way to log in, or the page that leads from the one domain to the other and to nothing without script. */
function wallIn(response: FetchResponse, document: HtmlDocument): string | null {
  const path = parseHttpUrl(response.finalUrl)?.pathname ?? '';
  if (/^\/(?:i\/flow\/|login\b|account\/access\b)/.test(path)) return `led to ${path}`;
  const refresh = readMetaTags(document).first('refresh') ?? '';
  return /\/x\/migrate\b/.test(refresh) ? 'the x/migrate page instead of the post' : null;
}
