import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { jsonOf, type Question } from '../asking/ask.ts';
import { askAndRead, parsedAs, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { absenceOf, wordsOf } from './absence.ts';
import { recordOfMetadata } from './record.ts';
import { errorSchema, metadataSchema } from './schemas.ts';
import { xidOf } from './urls.ts';

const SOURCE = 'dailymotion/metadata';
const MAX_BYTES = 1_000_000;
const TIMEOUT_MS = 15_000;

/** Asks for what the player is given, or the reason why it gets nothing. */
export async function askMetadata(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const url = new URL(`https://www.dailymotion.com/player/metadata/video/${xidOf(target.postId)}`);
  url.searchParams.set('app', 'com.dailymotion.neon');
  url.searchParams.set('locale', 'en_US');
  const question: Question = {
    source: SOURCE,
    url: url.href,
    request: {
      headers: { accept: 'application/json', 'accept-language': 'en' },
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    },
  };
  return await askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  const error = errorSchema.safeParse(jsonOf(response));
  if (error.success) {
    const words = wordsOf(error.data.error);
    const absence = absenceOf(error.data.error);
    if (absence === null) return unknown(question, response, 'unreadable', words);
    return absent(question, response, absence, true, words);
  }
  if (response.status !== 200) return refusal(question, response);
  const answer = parsedAs(metadataSchema, question, response);
  if (answer.kind === 'unreadable') return answer.finding;
  const metadata = answer.data;
  // A private video is asked for by its `k…` and answered by its `x…`, so only two of a kind can differ.
  const asked = xidOf(target.postId) ?? '';
  if (metadata.id !== asked && metadata.id.startsWith('x') && asked.startsWith('x')) {
    return unknown(question, response, 'unreadable', `id: the answer is about ${metadata.id}`);
  }
  if (metadata.is_password_protected && Object.keys(metadata.qualities ?? {}).length === 0) {
    return absent(question, response, 'protected', true, 'asks for a password');
  }
  return live(question, response, recordOfMetadata(target, metadata), metadata.title);
}
