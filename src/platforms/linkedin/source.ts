import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { parseHtml, textWithin } from '#domain/html.ts';
import { parseHttpUrl, segmentsOf } from '#domain/url.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { pageQuestion } from '../asking/page-question.ts';
import type { Target } from '../platform.ts';
import { aliasesIn } from './aliases.ts';
import { readPage } from './record.ts';
import { absenceWords } from './view.ts';

const MAX_BYTES = 4_000_000;
/** A page whose post is gone says so and hardly anything else. */
const MAX_NOTICE_CHARACTERS = 2000;

/** Asks one of LinkedIn's pages: the post's own, or that of its embed. */
export function askSource(
  source: string,
  url: string,
  target: Target,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Finding> {
  const question = pageQuestion(source, url, MAX_BYTES);
  return askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  if (isWall(response.finalUrl)) return unknown(question, response, 'walled', 'asks to log in');
  if (response.status === 404) return absent(question, response, 'not-found', false, 'HTTP 404');
  if (response.status !== 200) return refusal(question, response);
  const html = new TextDecoder().decode(response.body);
  const document = parseHtml(html);
  const reading = readPage(document, target);
  if (reading.kind === 'record')
    return {
      ...live(question, response, reading.record, `by ${reading.record.author.name}`),
      aliases: aliasesIn(document, target),
    };
  if (reading.kind === 'unreadable') return unknown(question, response, 'unreadable', reading.path);
  const text = textWithin(document, 0, document.nodes.length).replace(/\s+/g, ' ');
  const notice = text.length > MAX_NOTICE_CHARACTERS ? null : absenceWords.exec(text)?.[0];
  if (notice) return absent(question, response, 'not-found', false, `"${notice}"`);
  const isAuthwall = /\bauthwall\b/.test(html.slice(0, 200_000));
  return unknown(question, response, isAuthwall ? 'walled' : 'unreadable', 'no post on the page');
}

function isWall(finalUrl: string): boolean {
  const url = parseHttpUrl(finalUrl);
  const first = url === null ? '' : (segmentsOf(url)[0] ?? '');
  return /^(?:authwall|login|uas|checkpoint|signup)$/.test(first);
}
