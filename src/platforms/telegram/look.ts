import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { parseHtml } from '#domain/html.ts';
import type { Look } from '#domain/look.ts';
import { decodeText } from '#domain/text-encoding.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, lookOf, unknown } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { errorIn, reasonOf } from './errors.ts';
import { readMessage } from './record.ts';
import { messageOf } from './urls.ts';
import { embedUrl } from './view.ts';

const SOURCE = 'telegram/embed';
const MAX_BYTES = 2_000_000;
const TIMEOUT_MS = 15_000;

/** One source: the page behind Telegram's own embeds. It says in words why a message is not shown. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const message = messageOf(target.postId);
  if (message === null) throw new Error(`"${target.postId}" is no message of Telegram`);
  const question: Question = {
    source: SOURCE,
    url: embedUrl(target.postId),
    request: {
      headers: { accept: 'text/html', 'accept-language': 'en' },
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    },
  };
  return lookOf(await askAndRead(question, fetch, signal, (response) => read(question, response, target)));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  const { status } = response;
  if (status === 401 || status === 403) return unknown(question, response, 'walled', `HTTP ${status}`);
  if (status !== 200) return unknown(question, response, 'unreadable', `HTTP ${status}`);
  const html = decodeText(response.body, response.headers['content-type'] ?? null);
  const document = parseHtml(html);
  const reading = readMessage(document, target);
  if (reading.kind === 'record') {
    return live(question, response, reading.record, `by @${reading.record.author.handle}`);
  }
  const error = errorIn(document);
  if (error === null) {
    // Whatever else the page is, a message of a private channel is never on it.
    const isPrivate = messageOf(target.postId)?.isPrivate === true;
    if (isPrivate) return absent(question, response, 'protected', true, 'a message of a private channel');
    return unknown(question, response, 'unreadable', reading.path);
  }
  const reason = reasonOf(error);
  if (reason.kind === 'absence') return absent(question, response, reason.absence, true, `"${error}"`);
  return unknown(question, response, reason.obstacle, `"${error}"`);
}
