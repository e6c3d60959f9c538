import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import { jsonOf, type Question } from '../asking/ask.ts';
import { askAndRead, parsedAs, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, lookOf, unknown } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { withCaptions } from './captions.ts';
import { videoQuestion } from './question.ts';
import { recordOfVideo } from './record.ts';
import { type ProblemAnswer, problemSchema, videoSchema } from './schemas.ts';
import { videoOf } from './urls.ts';

/** Asks the server's API, the only source there is: what it states in its own words is believed. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const video = videoOf(target.postId);
  if (video === null) throw new Error(`"${target.postId}" is no post id of PeerTube`);
  const { host, uuid } = video;
  const question = videoQuestion(host, uuid);
  const finding = await askAndRead(question, fetch, signal, (response) =>
    read(question, response, target, video),
  );
  return await withCaptions(lookOf(finding), video, fetch, signal);
}

function read(
  question: Question,
  response: FetchResponse,
  target: Target,
  { host, uuid }: { host: string; uuid: string },
): Finding {
  if (response.status !== 200) return readProblem(question, response);
  const answer = parsedAs(videoSchema, question, response);
  if (answer.kind === 'unreadable') return answer.finding;
  const video = answer.data;
  if (video.uuid.toLowerCase() !== uuid) {
    return unknown(question, response, 'unreadable', `uuid: the answer is about ${video.uuid}`);
  }
  if (video.blacklisted) {
    return absent(question, response, 'removed', true, video.blacklistedReason ?? 'blocked by a moderator');
  }
  return live(question, response, recordOfVideo(target, video, host), video.name);
}

/** A 404 or 403 counts only in the words of this software: any server may have such a path and know nothing of it. */
function readProblem(question: Question, response: FetchResponse): Finding {
  const problem = problemSchema.safeParse(jsonOf(response));
  const words = problem.success ? wordsOf(problem.data) : '';
  if (words === '') return refusal(question, response);
  const { status } = response;
  if (status === 404) return absent(question, response, 'not-found', true, words);
  if (status === 410) return absent(question, response, 'deleted', true, words);
  if (status !== 401 && status !== 403) return refusal(question, response);
  // The server does not follow the video's own, which says nothing about the video.
  if (/follow[ _]constraint/i.test(words)) return unknown(question, response, 'walled', words);
  if (/block|blacklist/i.test(words)) return absent(question, response, 'removed', true, words);
  const isProtected = status === 401 || /password|private|internal|authenticat|owner/i.test(words);
  return isProtected
    ? absent(question, response, 'protected', true, words)
    : unknown(question, response, 'walled', words);
}

function wordsOf({ title, detail, error, code, type }: ProblemAnswer): string {
  const all = [code, title, detail, error, type].filter((words) => words && words !== 'about:blank');
  return [...new Set(all)].join(' · ');
}
