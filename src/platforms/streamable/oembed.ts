import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead, parsedAs, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { oembedQuestion, recordOfOembed, videoOembedSchema } from '../asking/video-oembed.ts';
import type { Target } from '../platform.ts';
import { shortcodeOf } from './urls.ts';

const SOURCE = 'streamable/oembed';
const END_POINT = 'https://api.streamable.com/oembed.json';

/** Asks the oEmbed end point: a second word on whether the video is there. */
export async function askOembed(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const question = oembedQuestion(SOURCE, END_POINT, target);
  return await askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  if (response.status === 404) return absent(question, response, 'not-found', false, 'HTTP 404');
  if (response.status !== 200) return refusal(question, response);
  const answer = parsedAs(videoOembedSchema, question, response);
  if (answer.kind === 'unreadable') return answer.finding;
  const embedded = /streamable\.com\/[eos]\/([A-Za-z0-9]+)/.exec(answer.data.html)?.[1];
  if (embedded !== shortcodeOf(target.postId)) {
    return unknown(question, response, 'unreadable', `html: the answer is about ${embedded ?? 'no video'}`);
  }
  const record = recordOfOembed(target, 'streamable', answer.data, 'https://streamable.com/');
  return live(question, response, { ...record, textTruncated: true }, answer.data.title ?? 'without a title');
}
