import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { type HtmlDocument, parseHtml } from '#domain/html.ts';
import { segmentsOf } from '#domain/url.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { pathOf } from '../asking/schema-path.ts';
import type { Target } from '../platform.ts';
import { recordOfItem } from './record.ts';
import { itemSchema, nextSchema, rehydrationSchema, sigiSchema } from './schemas.ts';
import { reasonOf } from './status.ts';
import { numberOf } from './urls.ts';

const MAX_BYTES = 6_000_000;
const TIMEOUT_MS = 20_000;

/** Asks the post's page, whose script data hold the post or the code that says why not. */
export function askPage(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const question: Question = {
    source: 'tiktok/page',
    url: target.canonicalUrl,
    request: {
      headers: { accept: 'text/html', 'accept-language': 'en' },
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    },
  };
  return askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

interface Detail {
  statusCode: number;
  statusMsg: string | null;
  item: unknown;
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  if (response.status === 404) return absent(question, response, 'not-found', false, 'HTTP 404');
  if (response.status !== 200) return refusal(question, response);
  if (segmentsOf(new URL(response.finalUrl))[0] === 'login') {
    return unknown(question, response, 'walled', 'leads to the login');
  }
  const document = parseHtml(new TextDecoder().decode(response.body));
  const number = numberOf(target.postId) ?? '';
  const found = rehydrated(document) ?? sigiState(document, number) ?? nextData(document);
  if (found === null) return unknown(question, response, 'walled', 'a page without the data of a post');
  if (found.kind === 'unreadable') return unknown(question, response, 'unreadable', found.path);
  return readDetail(question, response, target, found.detail);
}

function readDetail(question: Question, response: FetchResponse, target: Target, detail: Detail): Finding {
  const { statusCode, statusMsg } = detail;
  if (statusCode !== 0) {
    const said = `statusCode ${statusCode}${statusMsg ? ` "${statusMsg}"` : ''}`;
    const reason = reasonOf(statusCode);
    if (reason === null) return unknown(question, response, 'unreadable', `unknown ${said}`);
    return absent(question, response, reason.absence, reason.positive, said);
  }
  const item = itemSchema.safeParse(detail.item);
  if (!item.success) return unknown(question, response, 'unreadable', `item.${pathOf(item.error)}`);
  if (item.data.id !== numberOf(target.postId)) {
    return unknown(question, response, 'unreadable', `item.id: the answer is about ${item.data.id}`);
  }
  const record = recordOfItem(target, item.data);
  const isHidden = record.media.every(({ variants }) => variants.length === 0);
  if (item.data.isContentClassified && isHidden) {
    const finding = absent(question, response, 'age-gated', true, 'isContentClassified, without media');
    return { ...finding, outcome: { kind: 'absent', absence: 'age-gated', positive: true, record } };
  }
  return live(question, response, record, `by @${record.author.handle}`);
}

type Found = { kind: 'detail'; detail: Detail } | { kind: 'unreadable'; path: string };

function rehydrated(document: HtmlDocument): Found | null {
  const json = scriptJson(document, '__UNIVERSAL_DATA_FOR_REHYDRATION__');
  if (json === undefined) return null;
  const data = rehydrationSchema.safeParse(json);
  if (!data.success) return { kind: 'unreadable', path: pathOf(data.error) };
  const scope = data.data.__DEFAULT_SCOPE__;
  const detail = scope['webapp.video-detail'] ?? scope['webapp.reflow.video.detail'];
  if (detail === undefined) return null;
  const { statusCode, statusMsg, itemInfo } = detail;
  return { kind: 'detail', detail: { statusCode, statusMsg: statusMsg ?? null, item: itemInfo?.itemStruct } };
}

function sigiState(document: HtmlDocument, number: string): Found | null {
  const json = scriptJson(document, 'SIGI_STATE') ?? scriptJson(document, 'sigi-persisted-data');
  if (json === undefined) return null;
  const data = sigiSchema.safeParse(json);
  if (!data.success) return { kind: 'unreadable', path: pathOf(data.error) };
  const { ItemModule, UserModule, VideoPage } = data.data;
  const item = ItemModule?.[number];
  if (item === undefined && VideoPage === undefined) return null;
  const author = typeof item?.author === 'string' ? UserModule?.users[item.author] : item?.author;
  const statusCode = VideoPage?.statusCode ?? 0;
  const whole = item === undefined ? undefined : { ...item, author };
  return { kind: 'detail', detail: { statusCode, statusMsg: VideoPage?.statusMsg ?? null, item: whole } };
}

function nextData(document: HtmlDocument): Found | null {
  const data = nextSchema.safeParse(scriptJson(document, '__NEXT_DATA__'));
  if (!data.success) return null;
  const { statusCode, statusMsg, itemInfo } = data.data.props.pageProps;
  if (statusCode === undefined && !itemInfo) return null;
  const item = itemInfo?.itemStruct;
  return { kind: 'detail', detail: { statusCode: statusCode ?? 0, statusMsg: statusMsg ?? null, item } };
}

/** The JSON of `<script id="…">`; undefined where there is none. */
function scriptJson(document: HtmlDocument, id: string): unknown {
  for (const [index, node] of document.nodes.entries()) {
    if (node.kind !== 'element' || node.name !== 'script' || node.attributes.id !== id) continue;
    const text = document.nodes[index + 1];
    if (text?.kind !== 'text') return undefined;
    try {
      return JSON.parse(text.text);
    } catch {
      return undefined;
    }
  }
  return undefined;
}
