import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { type HtmlDocument, parseHtml } from '#domain/html.ts';
import type { Medium } from '#domain/record.ts';
import { decodeText } from '#domain/text-encoding.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { pathOf } from '../asking/schema-path.ts';
import { wallIn } from '../instagram/wall.ts';
import type { Target } from '../platform.ts';
import { readMetaTags } from '../reading/meta-tags.ts';
import { blankRecord, type Reading } from './record.ts';
import { pageSchema } from './schemas.ts';
import { identify } from './urls.ts';

const MAX_BYTES = 4_000_000;
const TIMEOUT_MS = 20_000;

/** Asks the post's own page. Its meta tags say that the post is there; without them it says nothing. */
export function askPage(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const headers = { accept: 'text/html', 'accept-language': 'en-US,en;q=0.9' };
  const question: Question = {
    source: 'threads/page',
    url: target.canonicalUrl,
    request: { headers, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS },
  };
  return askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  const document = parseHtml(decodeText(response.body, response.headers['content-type'] ?? null));
  const wall = wallIn(response, document);
  if (wall !== null) return unknown(question, response, wall.obstacle, wall.detail);
  if (response.status === 404) return absent(question, response, 'not-found', false, 'HTTP 404');
  if (response.status !== 200) return unknown(question, response, 'unreadable', `HTTP ${response.status}`);
  const reading = readPage(target, document);
  if (reading.kind === 'unreadable') return unknown(question, response, 'unreadable', reading.path);
  return live(question, response, reading.record, `by @${reading.record.author.handle}`);
}

function readPage(target: Target, document: HtmlDocument): Reading {
  const meta = readMetaTags(document);
  const names = ['og:url', 'og:title', 'og:description'];
  const tags = pageSchema.safeParse(
    Object.fromEntries(names.map((name) => [name, meta.first(name) ?? undefined])),
  );
  if (!tags.success) return { kind: 'unreadable', path: pathOf(tags.error) };
  const named = identify(new URL(tags.data['og:url']))?.postId;
  if (named !== target.postId)
    return { kind: 'unreadable', path: `og:url: the page is about ${named ?? 'no post'}` };
  const [, name, handle] = /^(.*?)\s*\(@([\w.]{1,60})\)/s.exec(tags.data['og:title']) ?? [];
  if (handle === undefined) return { kind: 'unreadable', path: 'og:title: no author' };
  const blank = blankRecord(target, handle);
  const record = {
    ...blank,
    author: { ...blank.author, name: name || null },
    text: tags.data['og:description'],
    media: pictureOf(meta.first('og:image')),
  };
  return { kind: 'record', record };
}

/** Where the post has no picture, the page shows its author's, which is a small square. */
function pictureOf(written: string | null): Medium[] {
  const url = parseHttpUrl(written ?? '')?.href;
  if (url === undefined || /\/t51\.(?:2885|82787)-19\//.test(url)) return [];
  const variants = [{ url, mediaType: null, bitrate: null, width: null, height: null }];
  return [
    { kind: 'photo', alt: null, width: null, height: null, durationMs: null, posterUrl: null, variants },
  ];
}
