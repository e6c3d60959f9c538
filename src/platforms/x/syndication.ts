import { z } from 'zod';
import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { jsonOf, type Question } from '../asking/ask.ts';
import { askAndRead } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { isHtml } from '../asking/obstacle.ts';
import { pathOf } from '../asking/schema-path.ts';
import { readRecord } from './record.ts';
import { bareSchema, tombstoneSchema } from './schemas.ts';
import { syndicationToken } from './token.ts';
import { reasonOf, textOf } from './tombstone.ts';

const SOURCE = 'x/syndication';
const MAX_BYTES = 2_000_000;
const TIMEOUT_MS = 15_000;

/** Asks the answer behind X's own embeds: the whole post, or a tombstone that says why not. */
export function askSyndication(statusId: string, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const url = new URL('https://cdn.syndication.twimg.com/tweet-result');
  url.searchParams.set('id', statusId);
  url.searchParams.set('lang', 'en');
  url.searchParams.set('token', syndicationToken(statusId));
  const question: Question = {
    source: SOURCE,
    url: url.href,
    request: {
      headers: { accept: 'application/json', 'accept-language': 'en' },
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    },
  };
  return askAndRead(question, fetch, signal, (response) => read(question, response, statusId));
}

const kindSchema = z.object({ __typename: z.string().optional() });

function read(question: Question, response: FetchResponse, statusId: string): Finding {
  const status = response.status;
  if (status === 404) return absent(question, response, 'not-found', false, 'HTTP 404');
  if (status === 401 || status === 403) return unknown(question, response, 'walled', `HTTP ${status}`);
  if (status !== 200) return unknown(question, response, 'unreadable', `HTTP ${status}`);
  const json = jsonOf(response);
  const kind = kindSchema.safeParse(json);
  if (!kind.success || Array.isArray(json)) {
    const what = isHtml(response) ? 'HTML instead of JSON' : 'no JSON object';
    return unknown(question, response, 'unreadable', what);
  }
  // A missing token gives this too, but ours was sent.
  if (Object.keys(json ?? {}).length === 0) {
    return absent(question, response, 'not-found', false, 'an empty object');
  }
  if (kind.data.__typename === 'TweetTombstone') return readTombstone(question, response, json);
  return readTweet(question, response, json, statusId);
}

function readTombstone(question: Question, response: FetchResponse, json: unknown): Finding {
  const tombstone = tombstoneSchema.safeParse(json);
  if (!tombstone.success) return unknown(question, response, 'unreadable', pathOf(tombstone.error));
  const reason = reasonOf(tombstone.data);
  const said = `tombstone: "${textOf(tombstone.data)}"`;
  if (reason === null) return unknown(question, response, 'unreadable', `unknown ${said}`);
  return absent(question, response, reason.absence, reason.positive, said);
}

function readTweet(question: Question, response: FetchResponse, json: unknown, statusId: string): Finding {
  const bare = bareSchema.safeParse(json);
  if (bare.success) {
    return absent(question, response, 'account-gone', false, 'a post without its user');
  }
  const reading = readRecord(json);
  if (reading.kind === 'unreadable') return unknown(question, response, 'unreadable', reading.path);
  if (reading.record.postId !== `x:${statusId}`) {
    return unknown(question, response, 'unreadable', `id_str: the answer is about ${reading.record.postId}`);
  }
  return live(question, response, reading.record, `by @${reading.record.author.handle}`);
}
