import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { ask, jsonOf, type Question } from '../asking/ask.ts';
import { askAndRead, parsedAs, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, findingOfObstacle, live, unknown } from '../asking/finding.ts';
import { pathOf } from '../asking/schema-path.ts';
import { activationUrl, clientHeaders, queryUrl } from './graphql-query.ts';
import { readResult } from './graphql-record.ts';
import { type EnvelopeAnswer, envelopeSchema, guestSchema } from './graphql-schemas.ts';

const SOURCE = 'x/graphql';
const MAX_BYTES = 2_000_000;
const TIMEOUT_MS = 15_000;

/**
 * Asks what X's own pages ask for a reader who is not logged in: first for a guest's token, then for the post. It tells more
 * than the other answers, and is limited more strictly.
 */
export async function askGraphql(statusId: string, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const guest = await activateGuest(fetch, signal);
  if (typeof guest !== 'string') return guest;
  const question: Question = {
    source: SOURCE,
    url: queryUrl(statusId),
    request: {
      headers: { ...clientHeaders, 'x-guest-token': guest },
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    },
  };
  return askAndRead(question, fetch, signal, (response) => read(question, response, statusId));
}

/** The token itself says nothing about the post and is kept nowhere. */
async function activateGuest(fetch: Fetch, signal: AbortSignal): Promise<string | Finding> {
  const question: Question = {
    source: SOURCE,
    url: activationUrl,
    request: { method: 'POST', headers: clientHeaders, body: '', maxBytes: 100_000, timeoutMs: TIMEOUT_MS },
  };
  const answer = await ask(question, fetch, signal);
  if (answer.kind === 'obstacle') return findingOfObstacle(answer);
  const { response, raw } = answer;
  if (response.status !== 200) return { ...refusal(question, response), raw: [raw] };
  const guest = parsedAs(guestSchema, question, response);
  return guest.kind === 'data' ? guest.data.guest_token : { ...guest.finding, raw: [raw] };
}

function read(question: Question, response: FetchResponse, statusId: string): Finding {
  const { status } = response;
  const envelope = envelopeSchema.safeParse(jsonOf(response));
  // A status of the end point itself (404 of a query that is known no more) says nothing of the post.
  if (status !== 200) {
    const said = envelope.success ? envelope.data.errors?.[0]?.message : undefined;
    const finding = refusal(question, response);
    return said === undefined || finding.outcome.kind !== 'unknown'
      ? finding
      : unknown(question, response, finding.outcome.obstacle, `HTTP ${status}: ${said}`);
  }
  if (!envelope.success) return unknown(question, response, 'unreadable', pathOf(envelope.error));
  const result = envelope.data.data?.tweetResult;
  if (result?.result !== undefined) return readPost(question, response, result.result, statusId);
  const errors = envelope.data.errors ?? [];
  if (errors.length > 0) return readErrors(question, response, errors);
  if (!result) return unknown(question, response, 'unreadable', 'data.tweetResult: missing');
  return absent(question, response, 'not-found', false, 'an empty tweetResult');
}

/** 32, 215 and 239 refuse the token, 88 counts the guest's questions. */
const refusesToken: ReadonlySet<number> = new Set([32, 215, 239]);

function readErrors(
  question: Question,
  response: FetchResponse,
  errors: NonNullable<EnvelopeAnswer['errors']>,
): Finding {
  const said = errors.map(({ message }) => message).join('; ');
  const codes = errors.map(({ code, extensions }) => code ?? extensions?.code ?? 0);
  const isMissing = errors.every(({ message }) => /^_?Missing: No status found/i.test(message));
  if (isMissing || codes.every((code) => code === 144)) {
    return absent(question, response, 'not-found', false, `error 144: ${said}`);
  }
  if (codes.includes(88)) return unknown(question, response, 'rate-limited', said);
  const isRefused = codes.some((code) => refusesToken.has(code));
  return unknown(question, response, isRefused ? 'walled' : 'unreadable', said);
}

function readPost(question: Question, response: FetchResponse, json: unknown, statusId: string): Finding {
  const reading = readResult(json);
  if (reading.kind === 'absent') {
    return absent(question, response, reading.absence, reading.positive, reading.said);
  }
  if (reading.kind === 'unreadable') {
    return unknown(question, response, 'unreadable', `data.tweetResult.result.${reading.path}`);
  }
  const { record } = reading;
  if (record.postId !== `x:${statusId}`) {
    return unknown(question, response, 'unreadable', `rest_id: the answer is about ${record.postId}`);
  }
  return live(question, response, record, `by @${record.author.handle}`);
}
