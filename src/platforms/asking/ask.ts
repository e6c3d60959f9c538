import {
  type Fetch,
  type FetchRequest,
  type FetchResponse,
  ResponseTooLargeError,
  UnreachableError,
} from '#domain/fetch.ts';
import type { RawResponse, Signal } from '#domain/look.ts';
import { type ObstacleFound, obstacleIn } from './obstacle.ts';

/** One question to one source of a platform. */
export interface Question {
  /** As in `Signal.source`, e.g. `x/syndication`; its last part names the raw response. */
  source: string;
  url: string;
  request?: FetchRequest;
}

export type Answer =
  | { kind: 'answer'; response: FetchResponse; raw: RawResponse }
  | ({ kind: 'obstacle'; signal: Signal; raw: RawResponse | null } & ObstacleFound);

/**
 * Asks, and sorts out what says nothing about the post: nobody answered, rate limits, server errors, challenges. What is
 * left is an answer to be read. A refused address and an abort are thrown on.
 */
export async function ask(question: Question, fetch: Fetch, signal: AbortSignal): Promise<Answer> {
  let response: FetchResponse;
  try {
    response = await fetch(question.url, question.request, signal);
  } catch (error) {
    const obstacle = obstacleOfError(error);
    if (obstacle === null) throw error;
    return refused(question, obstacle, null);
  }
  const raw = rawOf(question.source, response);
  const obstacle = obstacleIn(response);
  if (obstacle !== null) return refused(question, obstacle, { response, raw });
  return { kind: 'answer', response, raw };
}

function obstacleOfError(error: unknown): ObstacleFound | null {
  if (error instanceof UnreachableError) {
    return { obstacle: 'unreachable', detail: error.message, retryAfterMs: null };
  }
  if (error instanceof ResponseTooLargeError) {
    return { obstacle: 'unreadable', detail: error.message, retryAfterMs: null };
  }
  return null;
}

function refused(
  question: Question,
  found: ObstacleFound,
  answer: { response: FetchResponse; raw: RawResponse } | null,
): Answer {
  const signal: Signal = {
    source: question.source,
    at: answer?.response.receivedAt ?? new Date().toISOString(),
    url: question.url,
    httpStatus: answer?.response.status ?? null,
    says: found.obstacle,
    detail: found.detail,
  };
  return { kind: 'obstacle', ...found, signal, raw: answer?.raw ?? null };
}

export function rawOf(source: string, response: FetchResponse): RawResponse {
  return {
    name: source.slice(source.lastIndexOf('/') + 1),
    url: response.url,
    finalUrl: response.finalUrl,
    status: response.status,
    headers: response.headers,
    mediaType: response.headers['content-type'] ?? 'application/octet-stream',
    body: response.body,
    takenAt: response.receivedAt,
  };
}

/** The body as JSON; undefined where it is none. */
export function jsonOf(response: FetchResponse): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(response.body));
  } catch {
    return undefined;
  }
}
