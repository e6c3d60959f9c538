import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { type HtmlDocument, parseHtml } from '#domain/html.ts';
import type { PostRecord } from '#domain/record.ts';
import { decodeText } from '#domain/text-encoding.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { pageQuestion } from '../asking/page-question.ts';
import { noticeIn, reasonOf } from './absence.ts';

const MAX_BYTES = 4_000_000;

export type Reading =
  | { kind: 'record'; record: PostRecord }
  | { kind: 'unreadable'; path: string }
  /** Nothing of a post is on the page. */
  | { kind: 'none' };
export type Read = (document: HtmlDocument, html: string) => Reading;

/** Asks one of VK's pages. What it shows is believed before what it says. */
export function askSource(
  source: string,
  url: string,
  readRecord: Read,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Finding> {
  const question = pageQuestion(source, url, MAX_BYTES);
  return askAndRead(question, fetch, signal, (response) => read(question, response, readRecord));
}

function read(question: Question, response: FetchResponse, readRecord: Read): Finding {
  const wall = wallAt(response.finalUrl);
  if (wall !== null) return unknown(question, response, wall, `leads to ${response.finalUrl}`);
  if (response.status === 404) return absent(question, response, 'not-found', false, 'HTTP 404');
  if (response.status !== 200) return refusal(question, response);
  // VK has long written windows-1251.
  const html = decodeText(response.body, response.headers['content-type'] ?? null);
  const document = parseHtml(html);
  const reading = readRecord(document, html);
  if (reading.kind === 'record')
    return live(question, response, reading.record, `by ${reading.record.author.name}`);
  if (reading.kind === 'unreadable') return unknown(question, response, 'unreadable', reading.path);
  const notice = noticeIn(document);
  if (notice === null) return unknown(question, response, 'unreadable', 'no post on the page');
  const reason = reasonOf(notice);
  if (reason === null) return unknown(question, response, 'unreadable', `unknown words: "${notice}"`);
  return absent(question, response, reason.absence, reason.positive, `"${notice}"`);
}

function wallAt(finalUrl: string): 'challenged' | 'walled' | null {
  const { pathname, searchParams } = new URL(finalUrl);
  if (/^\/challenge/.test(pathname) || searchParams.get('act') === 'security_check') return 'challenged';
  return /^\/(?:login|join)(?:\.php)?\/?$/.test(pathname) ? 'walled' : null;
}
