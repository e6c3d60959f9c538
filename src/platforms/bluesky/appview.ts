import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import { ask, jsonOf, type Question } from '../asking/ask.ts';
import { absent, type Finding, findingOfObstacle, live, unknown } from '../asking/finding.ts';
import { pathOf } from '../asking/schema-path.ts';
import { readError } from './absences.ts';
import { asksForLogin, isHidden } from './labels.ts';
import { readRecord } from './record.ts';
import { type PostAnswer, postSchema, postsSchema, threadSchema } from './schemas.ts';
import { atUriOf, type PostName, postIdOf } from './urls.ts';

export const APPVIEW = 'https://public.api.bsky.app';
const MAX_BYTES = 2_000_000;
const TIMEOUT_MS = 15_000;

/** The post with its thread cut off. A post that is not there is 400 `NotFound`, or a `notFoundPost` in its place. */
export async function askThread(name: PostName, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const question = questionOf('bluesky/thread', 'app.bsky.feed.getPostThread', {
    uri: atUriOf(name),
    depth: '0',
    parentHeight: '0',
  });
  return await askAppView(question, fetch, signal, (response) => {
    const answer = threadSchema.safeParse(jsonOf(response));
    if (!answer.success) return unknown(question, response, 'unreadable', pathOf(answer.error));
    const { $type, post } = answer.data.thread;
    const kind = $type.slice($type.indexOf('#') + 1);
    if (kind === 'notFoundPost') return absent(question, response, 'not-found', false, kind);
    if (kind === 'blockedPost') return unknown(question, response, 'walled', kind);
    return readPost(question, response, post, name);
  });
}

/** The post in a list, which a post that is not there is simply missing from. */
export async function askPosts(name: PostName, fetch: Fetch, signal: AbortSignal): Promise<Finding> {
  const question = questionOf('bluesky/posts', 'app.bsky.feed.getPosts', { uris: atUriOf(name) });
  return await askAppView(question, fetch, signal, (response) => {
    const answer = postsSchema.safeParse(jsonOf(response));
    if (!answer.success) return unknown(question, response, 'unreadable', pathOf(answer.error));
    const [post] = answer.data.posts;
    if (post === undefined) return absent(question, response, 'not-found', false, 'an empty list');
    return readPost(question, response, post, name);
  });
}

export function questionOf(source: string, method: string, parameters: Record<string, string>): Question {
  const url = new URL(`/xrpc/${method}`, APPVIEW);
  for (const [parameter, value] of Object.entries(parameters)) url.searchParams.set(parameter, value);
  const headers = { accept: 'application/json', 'accept-language': 'en' };
  return { source, url: url.href, request: { headers, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS } };
}

/** `read` gives null where the answer says nothing of the post. */
export async function askAppView<T extends Finding | null>(
  question: Question,
  fetch: Fetch,
  signal: AbortSignal,
  read: (response: FetchResponse) => T,
): Promise<Finding | T> {
  const answer = await ask(question, fetch, signal);
  if (answer.kind === 'obstacle') return findingOfObstacle(answer);
  const { response, raw } = answer;
  const finding = response.status === 200 ? read(response) : readError(question, response);
  return finding === null ? finding : { ...finding, raw: [raw] };
}

function readPost(question: Question, response: FetchResponse, json: unknown, name: PostName): Finding {
  const post = postSchema.safeParse(json);
  if (!post.success) return unknown(question, response, 'unreadable', `post.${pathOf(post.error)}`);
  const closed = readLabels(question, response, post.data);
  if (closed !== null) return closed;
  const reading = readRecord(post.data);
  if (reading.kind === 'unreadable') return unknown(question, response, 'unreadable', `post.${reading.path}`);
  const { record } = reading;
  if (record.postId !== postIdOf(name)) {
    return unknown(question, response, 'unreadable', `post.uri: the answer is about ${record.postId}`);
  }
  const { handle } = record.author;
  // So that a link by the handle is known to be this post without asking again.
  const aliases =
    handle === null || handle === 'handle.invalid' ? [] : [postIdOf({ author: handle, rkey: name.rkey })];
  return { ...live(question, response, record, `by @${handle}`), aliases };
}

/** The answer has the whole post even where its author or the moderators do not want it shown. */
function readLabels(
  question: Question,
  response: FetchResponse,
  { author, labels }: PostAnswer,
): Finding | null {
  if (isHidden(labels) || isHidden(author.labels))
    return absent(question, response, 'removed', true, 'a label of the moderators hides it');
  if (asksForLogin(author.labels) || asksForLogin(labels))
    return absent(question, response, 'login-gated', true, 'the author’s label !no-unauthenticated');
  return null;
}
