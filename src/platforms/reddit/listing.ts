import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import type { PostRecord } from '#domain/record.ts';
import { jsonOf, type Question } from '../asking/ask.ts';
import { askAndRead, parsedAs, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, unknown } from '../asking/finding.ts';
import { pathOf } from '../asking/schema-path.ts';
import type { Target } from '../platform.ts';
import { absenceOf, absenceOfReason } from './absence.ts';
import { plainData } from './plain-data.ts';
import { recordOfComment, recordOfPost } from './record.ts';
import { commentSchema, errorSchema, listingsSchema, postSchema } from './schemas.ts';
import { type Thing, thingOf } from './urls.ts';

const MAX_BYTES = 5_000_000;
const TIMEOUT_MS = 15_000;

/** Asks the JSON of the post's page, which tells all; many servers are refused it. */
export function askListing(
  target: Target,
  thing: Thing,
  fetch: Fetch,
  signal: AbortSignal,
): Promise<Finding> {
  const path = thing.comment === null ? thing.post : `${thing.post}/_/${thing.comment}`;
  const question: Question = {
    source: 'reddit/listing',
    url: `https://www.reddit.com/comments/${path}.json?raw_json=1&limit=1`,
    request: { headers: { accept: 'application/json' }, maxBytes: MAX_BYTES, timeoutMs: TIMEOUT_MS },
  };
  return askAndRead(question, fetch, signal, (response) => read(question, response, target));
}

function read(question: Question, response: FetchResponse, target: Target): Finding {
  if (response.status !== 200) return readError(question, response);
  const listings = parsedAs(listingsSchema, question, response);
  if (listings.kind === 'unreadable') return listings.finding;
  const thing = thingOf(target.postId);
  const [kind, id] = thing?.comment ? ['t1', thing.comment] : ['t3', thing?.post];
  const children = listings.data.flatMap(({ data }) => data.children);
  const found = children.find((each) => each.kind === kind && each.data.id === id);
  const child = found === undefined ? undefined : { ...found, data: plainData(found.data) };
  if (child === undefined)
    return absent(question, response, 'not-found', false, `no ${kind}_${id} in the listing`);
  return kind === 't1'
    ? readComment(question, response, target, child.data)
    : readPost(question, response, target, child.data);
}

/** Errors come in JSON with a reason; a page in HTML is the word of a defence. */
function readError(question: Question, response: FetchResponse): Finding {
  const error = errorSchema.safeParse(jsonOf(response));
  if (!error.success) return refusal(question, response);
  const { reason } = error.data;
  const absence = absenceOfReason(reason);
  const said = `HTTP ${response.status}${reason ? `, ${reason}` : ''}`;
  if (absence !== null) return absent(question, response, absence, true, said);
  if (response.status === 404) return absent(question, response, 'not-found', false, said);
  return refusal(question, response);
}

function readPost(question: Question, response: FetchResponse, target: Target, data: unknown): Finding {
  const post = postSchema.safeParse(data);
  if (!post.success) return unknown(question, response, 'unreadable', pathOf(post.error));
  const { author, selftext, removed_by_category } = post.data;
  const absence = absenceOf({ author, text: selftext, removedBy: removed_by_category ?? null });
  const said = `author ${author}, removed_by_category ${removed_by_category ?? null}`;
  return finding(question, response, recordOfPost(target, post.data), absence, said);
}

function readComment(question: Question, response: FetchResponse, target: Target, data: unknown): Finding {
  const comment = commentSchema.safeParse(data);
  if (!comment.success) return unknown(question, response, 'unreadable', pathOf(comment.error));
  const { author, body } = comment.data;
  const absence = absenceOf({ author, text: body });
  return finding(question, response, recordOfComment(target, comment.data), absence, `author ${author}`);
}

/** What is left of a post that is gone (its title, the words of a lost account) is kept with the absence. */
export function finding(
  question: Question,
  response: FetchResponse,
  record: PostRecord,
  absence: ReturnType<typeof absenceOf>,
  said: string,
): Finding {
  if (absence === null) return live(question, response, record, `by u/${record.author.handle}`);
  const found = absent(question, response, absence, true, said);
  return { ...found, outcome: { kind: 'absent', absence, positive: true, record } };
}
