import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { all } from '../asking/all.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead, parsedAs, refusal } from '../asking/ask-and-read.ts';
import { lookInOrder } from '../asking/conclude-in-order.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { recordOfVine } from './record.ts';
import { vineSchema } from './schemas.ts';
import { canonicalUrl, codeOf } from './urls.ts';

const MAX_BYTES = 2_000_000;
const TIMEOUT_MS = 15_000;

/** Asks the archive that the closed service left, and its page: both must miss a vine for it to be called gone. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const code = codeOf(target.postId);
  if (code === null) throw new Error(`"${target.postId}" is no post id of Vine`);
  const archive = questionOf('vine/archive', `https://archive.vine.co/posts/${code}.json`);
  const page = questionOf('vine/page', canonicalUrl(target.postId));
  return lookInOrder(
    await all([
      askAndRead(archive, fetch, signal, (response) => readArchive(archive, response, target)),
      askAndRead(page, fetch, signal, (response) => readPage(page, response)),
    ]),
  );
}

function questionOf(source: string, url: string): Question {
  return { source, url, request: { maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS } };
}

function readArchive(question: Question, response: FetchResponse, target: Target): Finding {
  if (response.status === 404) return absent(question, response, 'not-found', false, 'HTTP 404');
  if (response.status !== 200) return refusal(question, response);
  const answer = parsedAs(vineSchema, question, response);
  if (answer.kind === 'unreadable') return answer.finding;
  const vine = answer.data;
  if (vine.shortId && vine.shortId !== codeOf(target.postId)) {
    return unknown(question, response, 'unreadable', `shortId: the answer is about ${vine.shortId}`);
  }
  const record = recordOfVine(target, vine);
  if (record.publishedAt === null)
    return unknown(question, response, 'unreadable', `created: ${vine.created}`);
  return live(question, response, record, `by ${vine.username}`);
}

/** A script fills the page, so that one is served says nothing. */
function readPage(question: Question, response: FetchResponse): Finding {
  if (response.status === 404 || response.status === 410) {
    return absent(question, response, 'not-found', false, `HTTP ${response.status}`);
  }
  return response.status === 200
    ? unknown(question, response, 'unreadable', 'a page for every address')
    : refusal(question, response);
}
