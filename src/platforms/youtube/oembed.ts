import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead, parsedAs, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { oembedQuestion, recordOfOembed, videoOembedSchema } from '../asking/video-oembed.ts';
import type { Target } from '../platform.ts';
import { videoIdOf } from './urls.ts';

const SOURCE = 'youtube/oembed';
const END_POINT = 'https://www.youtube.com/oembed';

/** Asks the oEmbed end point: title and author alone, but it answers where the watch page is walled. */
export async function askOembed(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const question = oembedQuestion(SOURCE, END_POINT, target);
  return await askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  const { status } = response;
  if (status === 400 || status === 404) {
    return absent(question, response, 'not-found', false, `HTTP ${status}`);
  }
  // Private, or its owner does not let others embed it: the body is the word Forbidden for both.
  if (status !== 200) return refusal(question, response);
  const answer = parsedAs(videoOembedSchema, question, response);
  if (answer.kind === 'unreadable') return answer.finding;
  const { html, title } = answer.data;
  const embedded = /\/embed\/([\w-]{11})[?"&]/.exec(html)?.[1];
  if (embedded !== videoIdOf(target.postId)) {
    return unknown(question, response, 'unreadable', `html: the answer is about ${embedded ?? 'no video'}`);
  }
  if (!title) return unknown(question, response, 'unreadable', 'title: none in the answer');
  const record = recordOfOembed(target, 'youtube', answer.data, 'https://www.youtube.com/');
  // The description is left out, so the text is not whole.
  return live(question, response, { ...record, textTruncated: true }, title);
}

/** Whether the end point refused to embed a video, which says something only of one that is there. */
export function refusesEmbedding({ signal }: Finding): boolean {
  return signal.httpStatus === 401 || signal.httpStatus === 403;
}
