import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { type HtmlDocument, parseHtml, textWithin } from '#domain/html.ts';
import { parseHttpUrl, segmentsOf } from '#domain/url.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { pageQuestion } from '../asking/page-question.ts';
import type { Target } from '../platform.ts';
import { readMetaTags } from '../reading/meta-tags.ts';
import { aliasesIn } from './aliases.ts';
import { readPage } from './record.ts';
import { absenceWords } from './view.ts';

const MAX_BYTES = 6_000_000;
/** A page whose post is gone says so and hardly anything else. */
const MAX_NOTICE_CHARACTERS = 3000;

/** Asks one of Facebook's pages: the post's own, or that of its embed. */
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
  if (response.status === 404) return absent(question, response, 'not-found', false, 'HTTP 404');
  if (response.status !== 200) return refusal(question, response);
  const document = parseHtml(unfold(new TextDecoder().decode(response.body)));
  if (isLogin(response.finalUrl) || isLogin(readMetaTags(document).first('og:url') ?? '')) {
    return unknown(question, response, 'walled', 'asks to log in');
  }
  const reading = readPage(document, target);
  if (reading.kind === 'record')
    return {
      ...live(question, response, reading.record, `by ${reading.record.author.name}`),
      aliases: aliasesIn(document, target),
    };
  if (reading.kind === 'unreadable') return unknown(question, response, 'unreadable', reading.path);
  const notice = noticeIn(document);
  // The same words stand for deleted, for limited to an audience and, now and then, for a reader who is refused.
  if (notice !== null) return absent(question, response, 'not-found', false, `"${notice}"`);
  return unknown(question, response, hasLoginForm(document) ? 'walled' : 'unreadable', 'no post on the page');
}

/** Older pages hold parts of themselves in comments, which their script unfolds. */
function unfold(html: string): string {
  return html.replace(/<code\b[^>]{0,200}><!--/g, '<div>').replaceAll('--></code>', '</div>');
}

/** The page *for* logging in; a form to log in stands on public posts as well. */
function isLogin(address: string): boolean {
  const url = parseHttpUrl(address);
  const first = url === null ? '' : (segmentsOf(url)[0] ?? '');
  return /^(?:login(?:\.php)?|checkpoint)$/.test(first);
}

function hasLoginForm(document: HtmlDocument): boolean {
  return document.nodes.some(
    (node) => node.kind === 'element' && /^(?:login_form|loginbutton)$/.test(node.attributes.id ?? ''),
  );
}

function noticeIn(document: HtmlDocument): string | null {
  const text = textWithin(document, 0, document.nodes.length).replace(/\s+/g, ' ');
  if (text.length > MAX_NOTICE_CHARACTERS) return null;
  const at = absenceWords.exec(text)?.index;
  return at === undefined ? null : text.slice(at, at + 150);
}
