import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { jsonOf, type Question } from '../asking/ask.ts';
import { askAndRead, parsedAs, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { recordOfConfig } from './record.ts';
import { configErrorSchema, configSchema, isRestricted } from './schemas.ts';
import { hashOf, videoIdOf } from './urls.ts';

const SOURCE = 'vimeo/config';
const MAX_BYTES = 1_000_000;
const TIMEOUT_MS = 15_000;
const ASKS_FOR_PASSWORD = 4;

/** Asks for what the embed player is given: the files, whose addresses expire within the hour. */
export async function askConfig(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const url = new URL(`https://player.vimeo.com/video/${videoIdOf(target.postId)}/config`);
  const hash = hashOf(new URL(target.canonicalUrl));
  if (hash !== null) url.searchParams.set('h', hash);
  const question: Question = {
    source: SOURCE,
    url: url.href,
    request: { headers: { accept: 'application/json' }, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS },
  };
  return await askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  const stated = statedIn(question, response);
  if (stated !== null) return stated;
  if (response.status === 404) return absent(question, response, 'not-found', false, 'HTTP 404');
  if (response.status !== 200) return refusal(question, response);
  const answer = parsedAs(configSchema, question, response);
  if (answer.kind === 'unreadable') return answer.finding;
  const { video } = answer.data;
  if (String(video.id) !== videoIdOf(target.postId)) {
    return unknown(question, response, 'unreadable', `video.id: the answer is about ${video.id}`);
  }
  return live(question, response, recordOfConfig(target, answer.data), video.title);
}

/** What the player says in place of the video, null where it says nothing that we know. */
function statedIn(question: Question, response: FetchResponse): Finding | null {
  const json = jsonOf(response);
  if (isRestricted(json)) return absent(question, response, 'protected', true, 'error 5460');
  const error = configErrorSchema.safeParse(json);
  if (!error.success) return null;
  const words = [error.data.title, error.data.message].filter((each) => each !== undefined).join(' · ');
  if (error.data.view === ASKS_FOR_PASSWORD || /\bpassword\b/i.test(words)) {
    return absent(question, response, 'protected', true, words || 'asks for a password');
  }
  return refusesEmbedding(words) ? unknown(question, response, 'walled', words) : null;
}

/** "Because of its privacy settings, this video cannot be played here": it is there, for other sites. */
export function refusesEmbedding(words: string | null): boolean {
  return /privacy settings/i.test(words ?? '');
}
