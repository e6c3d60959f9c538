import type { FetchResponse } from '#domain/fetch.ts';
import type { Conclusion, Look, RawResponse, Signal } from '#domain/look.ts';
import type { Absence, Obstacle, PostId } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import type { Answer, Question } from './ask.ts';
import { retryAfterMsOf } from './obstacle.ts';

/** What one source said, read. */
export interface Finding {
  signal: Signal;
  outcome:
    | { kind: 'live'; record: PostRecord | null }
    /** `positive`: the platform states this reason, rather than showing nothing. */
    | { kind: 'absent'; absence: Absence; positive: boolean; record?: PostRecord }
    | { kind: 'unknown'; obstacle: Obstacle; detail: string; retryAfterMs: number | null };
  raw: RawResponse[];
  /** As in Look. */
  aliases?: readonly PostId[];
}

export function live(
  question: Question,
  response: FetchResponse,
  record: PostRecord | null,
  detail: string,
): Finding {
  return {
    signal: signalOf(question, response, 'live', detail),
    outcome: { kind: 'live', record },
    raw: [],
  };
}

export function absent(
  question: Question,
  response: FetchResponse,
  absence: Absence,
  positive: boolean,
  detail: string,
): Finding {
  return {
    signal: signalOf(question, response, absence, detail),
    outcome: { kind: 'absent', absence, positive },
    raw: [],
  };
}

export function unknown(
  question: Question,
  response: FetchResponse,
  obstacle: Obstacle,
  detail: string,
): Finding {
  const retryAfterMs = retryAfterMsOf(response);
  return {
    signal: signalOf(question, response, obstacle, detail),
    outcome: { kind: 'unknown', obstacle, detail, retryAfterMs },
    raw: [],
  };
}

export function findingOfObstacle(answer: Extract<Answer, { kind: 'obstacle' }>): Finding {
  const { obstacle, detail, retryAfterMs, signal, raw } = answer;
  return {
    signal,
    outcome: { kind: 'unknown', obstacle, detail, retryAfterMs },
    raw: raw === null ? [] : [raw],
  };
}

function signalOf(question: Question, response: FetchResponse, says: Signal['says'], detail: string): Signal {
  return {
    source: question.source,
    at: response.receivedAt,
    url: question.url,
    httpStatus: response.status,
    says,
    detail,
  };
}

/** The look at a platform that is asked one question only. */
export function lookOf({ signal, outcome, raw, aliases = [] }: Finding): Look {
  return { signals: [signal], conclusion: conclusionOf(outcome), raw, aliases };
}

function conclusionOf(outcome: Finding['outcome']): Conclusion {
  if (outcome.kind === 'absent')
    return { kind: 'absent', absence: outcome.absence, record: outcome.record ?? null };
  if (outcome.kind === 'unknown') return outcome;
  if (outcome.record !== null) return { kind: 'live', record: outcome.record };
  throw new Error('a single source must bring the record with it');
}
