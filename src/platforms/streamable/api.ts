import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead, parsedAs, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { recordOfVideo } from './record.ts';
import { videoSchema } from './schemas.ts';
import { shortcodeOf } from './urls.ts';

const SOURCE = 'streamable/api';
const MAX_BYTES = 500_000;
const TIMEOUT_MS = 15_000;
const FAILED = 3;

/** Asks for what the site's own player is given. */
export async function askApi(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const question: Question = {
    source: SOURCE,
    url: `https://ajax.streamable.com/videos/${shortcodeOf(target.postId)}`,
    request: { headers: { accept: 'application/json' }, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS },
  };
  return await askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  if (response.status === 404) return absent(question, response, 'not-found', false, 'HTTP 404');
  if (response.status !== 200) return refusal(question, response);
  const answer = parsedAs(videoSchema, question, response);
  if (answer.kind === 'unreadable') return answer.finding;
  const video = answer.data;
  if (video.shortcode && video.shortcode !== shortcodeOf(target.postId)) {
    return unknown(question, response, 'unreadable', `shortcode: the answer is about ${video.shortcode}`);
  }
  // The upload failed or its file is gone: there is a page and nothing to see on it.
  if (video.status === FAILED) return absent(question, response, 'not-found', true, 'status 3: error');
  return live(question, response, recordOfVideo(target, video), `status ${video.status}`);
}
