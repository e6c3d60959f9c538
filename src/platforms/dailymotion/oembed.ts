import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead, parsedAs, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { oembedQuestion, recordOfOembed, videoOembedSchema } from '../asking/video-oembed.ts';
import type { Target } from '../platform.ts';
import { xidOf } from './urls.ts';

const SOURCE = 'dailymotion/oembed';
const END_POINT = 'https://www.dailymotion.com/services/oembed';

/** Asks the oEmbed end point, which has the description. */
export async function askOembed(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const question = oembedQuestion(SOURCE, END_POINT, target);
  return await askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  if (response.status === 404) return absent(question, response, 'not-found', false, 'HTTP 404');
  if (response.status !== 200) return refusal(question, response);
  const answer = parsedAs(videoOembedSchema, question, response);
  if (answer.kind === 'unreadable') return answer.finding;
  const { html, title } = answer.data;
  const embedded = /(?:[?&]video=|\/embed\/video\/)([A-Za-z0-9]+)/.exec(html)?.[1];
  if (embedded !== xidOf(target.postId)) {
    return unknown(question, response, 'unreadable', `html: the answer is about ${embedded ?? 'no video'}`);
  }
  if (!title) return unknown(question, response, 'unreadable', 'title: none in the answer');
  const record = recordOfOembed(target, 'dailymotion', answer.data, 'https://www.dailymotion.com/');
  return live(question, response, record, title);
}
