import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { jsonOf, type Question } from '../asking/ask.ts';
import { askAndRead, parsedAs, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { oembedQuestion, recordOfOembed } from '../asking/video-oembed.ts';
import type { Target } from '../platform.ts';
import { utcOfNewYork } from './new-york-time.ts';
import { authorOf } from './record.ts';
import { isRestricted, oembedSchema } from './schemas.ts';
import { videoIdOf } from './urls.ts';

const SOURCE = 'vimeo/oembed';
const END_POINT = 'https://vimeo.com/api/oembed.json';

/** Asks the oEmbed end point, by the URL with the hash of an unlisted video where it has one. */
export async function askOembed(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const question = oembedQuestion(SOURCE, END_POINT, target);
  return await askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  if (response.status === 404) return absent(question, response, 'not-found', false, 'HTTP 404');
  if (response.status === 403 && isRestricted(jsonOf(response))) {
    return absent(question, response, 'protected', true, 'HTTP 403, error 5460');
  }
  if (response.status !== 200) return refusal(question, response);
  const answer = parsedAs(oembedSchema, question, response);
  if (answer.kind === 'unreadable') return answer.finding;
  const oembed = answer.data;
  if (String(oembed.video_id) !== videoIdOf(target.postId)) {
    return unknown(question, response, 'unreadable', `video_id: the answer is about ${oembed.video_id}`);
  }
  if (!oembed.title) {
    const detail = 'neither title nor author: its owner limits who may see it';
    return absent(question, response, 'protected', true, detail);
  }
  const record = recordOfOembed(target, 'vimeo', oembed, 'https://vimeo.com/');
  const [medium] = record.media;
  return live(
    question,
    response,
    {
      ...record,
      author: authorOf(oembed.author_name ?? undefined, oembed.author_url ?? undefined),
      publishedAt: utcOfNewYork(oembed.upload_date),
      media: medium === undefined ? [] : [{ ...medium, durationMs: milliseconds(oembed.duration) }],
    },
    oembed.title,
  );
}

function milliseconds(seconds: number | null | undefined): number | null {
  return seconds === null || seconds === undefined ? null : seconds * 1000;
}
