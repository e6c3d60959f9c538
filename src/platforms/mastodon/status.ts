import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { ask, jsonOf, type Question } from '../asking/ask.ts';
import { absent, type Finding, findingOfObstacle, live, unknown } from '../asking/finding.ts';
import { readRecord, type Server } from './record.ts';
import { errorSchema } from './schemas.ts';

const MAX_BYTES = 2_000_000;
const TIMEOUT_MS = 15_000;

export function statusQuestion(source: string, host: string, id: string): Question {
  return apiQuestion(source, `https://${host}/api/v1/statuses/${encodeURIComponent(id)}`);
}

export function apiQuestion(source: string, url: string): Question {
  const headers = { accept: 'application/json', 'accept-language': 'en' };
  return { source, url, request: { headers, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS } };
}

/** Asks a server for one of its statuses. */
export async function askStatus(
  question: Question,
  server: Server,
  expectedId: string,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Finding> {
  const answer = await ask(question, fetch, signal);
  if (answer.kind === 'obstacle') return findingOfObstacle(answer);
  const { response, raw } = answer;
  const finding =
    response.status === 200
      ? readStatus(question, response, server, expectedId)
      : readError(question, response);
  return { ...finding, raw: [raw] };
}

function readStatus(
  question: Question,
  response: FetchResponse,
  server: Server,
  expectedId: string,
): Finding {
  const reading = readRecord(jsonOf(response), server);
  if (reading.kind === 'unreadable') return unknown(question, response, 'unreadable', reading.path);
  const { record } = reading;
  if (record.postId !== server.targetOf(expectedId).postId) {
    return unknown(question, response, 'unreadable', `id: the answer is about ${record.postId}`);
  }
  return live(question, response, record, `by @${record.author.handle}`);
}

/** A 404 or 410 counts in the API's own words only: any site answers its own to a path that it does not know. */
function readError(question: Question, response: FetchResponse): Finding {
  const { status } = response;
  const error = errorSchema.safeParse(jsonOf(response)).data?.error ?? null;
  const said = `HTTP ${status}${error === null ? '' : `, "${error}"`}`;
  if (error !== null) {
    // Followers-only posts are answered like posts that never were.
    if (status === 404) return absent(question, response, 'not-found', false, said);
    if (status === 410) return absent(question, response, 'account-gone', true, said);
    if (status === 401) return absent(question, response, 'login-gated', true, said);
  }
  if (status === 401 || status === 403) return unknown(question, response, 'walled', said);
  return unknown(
    question,
    response,
    'unreadable',
    error === null ? `${said}, not in the words of the API` : said,
  );
}
