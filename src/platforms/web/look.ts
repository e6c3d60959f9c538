import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { parseHtml } from '#domain/html.ts';
import type { Conclusion, Look, RawResponse, Signal } from '#domain/look.ts';
import type { Absence, Obstacle } from '#domain/post.ts';
import { decodeText } from '#domain/text-encoding.ts';
import { type Answer, ask, type Question } from '../asking/ask.ts';
import { isHtml, retryAfterMsOf } from '../asking/obstacle.ts';
import type { Target } from '../platform.ts';
import { interstitialIn } from './interstitial.ts';
import { mediumOfFile } from './media.ts';
import { recordOfFile, recordOfPage } from './record.ts';

const SOURCE = 'web/page';
const MAX_BYTES = 12_000_000;
const TIMEOUT_MS = 20_000;

/** One source, the page itself; so only the server's own 404 and 410 count as its absence. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const question: Question = {
    source: SOURCE,
    url: target.canonicalUrl,
    request: {
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    },
  };
  const answer = await ask(question, fetch, signal);
  if (answer.kind === 'answer') return lookOf(question, answer, conclude(target, answer.response));
  const isTooLarge = answer.raw === null && answer.obstacle === 'unreadable';
  return (isTooLarge ? await lookAtHead(target, question, fetch, signal) : null) ?? lookOfObstacle(answer);
}

/** A film or another large file: its headers say what it is, its bytes are the media rung's. Null where it is no file. */
async function lookAtHead(
  target: Target,
  page: Question,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Look | null> {
  const question: Question = { ...page, source: 'web/head', request: { ...page.request, method: 'HEAD' } };
  const answer = await ask(question, fetch, signal);
  if (answer.kind === 'obstacle' || answer.response.status !== 200) return null;
  const { response } = answer;
  const mediaType = response.headers['content-type'] ?? '';
  if (mediumOfFile(response.finalUrl, mediaType) === null && !/^application\/pdf\b/i.test(mediaType))
    return null;
  return lookOf(question, answer, {
    kind: 'live',
    record: recordOfFile(target, response.finalUrl, mediaType),
  });
}

function conclude(target: Target, response: FetchResponse): Conclusion {
  const { status } = response;
  if (status === 404) return absent('not-found');
  if (status === 410) return absent('deleted');
  if (status === 451) return absent('geo-blocked');
  if (status === 401) return absent('login-gated');
  if (status === 402 || status === 403) return unknown('walled', `HTTP ${status}`, response);
  if (status < 200 || status > 299) return unknown('unreadable', `HTTP ${status}`, response);
  if (!isHtml(response)) {
    const mediaType = response.headers['content-type'] ?? 'application/octet-stream';
    return { kind: 'live', record: recordOfFile(target, response.finalUrl, mediaType) };
  }
  const document = parseHtml(decodeText(response.body, response.headers['content-type'] ?? null));
  const interstitial = interstitialIn(target.canonicalUrl, response.finalUrl, document);
  if (interstitial !== null) return unknown('walled', interstitial, response);
  return { kind: 'live', record: recordOfPage(target, document, response.finalUrl) };
}

function absent(absence: Absence): Conclusion {
  return { kind: 'absent', absence, record: null };
}

function unknown(obstacle: Obstacle, detail: string, response: FetchResponse): Conclusion {
  return { kind: 'unknown', obstacle, detail, retryAfterMs: retryAfterMsOf(response) };
}

function lookOf(
  question: Question,
  { response, raw }: { response: FetchResponse; raw: RawResponse },
  conclusion: Conclusion,
): Look {
  const signal: Signal = {
    source: question.source,
    at: response.receivedAt,
    url: question.url,
    httpStatus: response.status,
    says: saysOf(conclusion),
    detail: conclusion.kind === 'unknown' ? conclusion.detail : `HTTP ${response.status}`,
  };
  return { signals: [signal], conclusion, raw: [raw] };
}

function saysOf(conclusion: Conclusion): Signal['says'] {
  if (conclusion.kind === 'live') return 'live';
  return conclusion.kind === 'absent' ? conclusion.absence : conclusion.obstacle;
}

function lookOfObstacle(answer: Extract<Answer, { kind: 'obstacle' }>): Look {
  const { obstacle, detail, retryAfterMs, signal, raw } = answer;
  return {
    signals: [signal],
    conclusion: { kind: 'unknown', obstacle, detail, retryAfterMs },
    raw: raw === null ? [] : [raw],
  };
}
