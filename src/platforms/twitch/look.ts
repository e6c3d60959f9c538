import type { Fetch, FetchResponse } from '#domain/fetch.ts';
import type { Look } from '#domain/look.ts';
import type { PostRecord } from '#domain/record.ts';
import type { Question } from '../asking/ask.ts';
import { askAndRead, parsedAs, refusal } from '../asking/ask-and-read.ts';
import { absent, type Finding, live, lookOf, unknown } from '../asking/finding.ts';
import type { Target } from '../platform.ts';
import { recordOfClip, recordOfVod } from './record.ts';
import { clipAnswerSchema, vodAnswerSchema } from './schemas.ts';
import { type TwitchPost, twitchPostOf } from './urls.ts';

const SOURCE = 'twitch/gql';
const MAX_BYTES = 500_000;
const TIMEOUT_MS = 15_000;
/** Public: the one that the site's own pages send. */
const CLIENT_ID = 'kimne78kx3ncx6brgo4mv6wki5h1ko';

const user = 'id login displayName profileImageURL(width: 300)';
const queries = {
  clip: `query($id: ID!) { clip(slug: $id) { slug title broadcaster { ${user} } createdAt durationSeconds viewCount language
    thumbnailURL playbackAccessToken(params: {platform: "web", playerBackend: "mediaplayer", playerType: "site"}) { signature value }
    videoQualities { quality sourceURL } } }`,
  vod: `query($id: ID!) { video(id: $id) { id title description owner { ${user} } publishedAt lengthSeconds viewCount language
    previewThumbnailURL(width: 1280, height: 720) status } }`,
};

/** Asks the site's own GraphQL in full words: the hashes of stored queries change with every release. */
export async function look(target: Target, fetch: Fetch, signal: AbortSignal): Promise<Look> {
  const post = twitchPostOf(target.postId);
  if (post === null) throw new Error(`"${target.postId}" is no post id of Twitch`);
  const id = post.kind === 'clip' ? post.slug : post.number;
  const question: Question = {
    source: SOURCE,
    url: 'https://gql.twitch.tv/gql',
    request: {
      method: 'POST',
      headers: {
        accept: 'application/json',
        'client-id': CLIENT_ID,
        'content-type': 'text/plain;charset=UTF-8',
      },
      body: JSON.stringify({ query: queries[post.kind], variables: { id } }),
      maxBytes: MAX_BYTES,
      timeoutMs: TIMEOUT_MS,
    },
  };
  return lookOf(
    await askAndRead(question, fetch, signal, (response) => read(question, response, target, post)),
  );
}

function read(question: Question, response: FetchResponse, target: Target, post: TwitchPost): Finding {
  if (response.status !== 200) return refusal(question, response);
  return post.kind === 'clip'
    ? readClip(question, response, target, post.slug)
    : readVod(question, response, target, post.number);
}

function readClip(question: Question, response: FetchResponse, target: Target, slug: string): Finding {
  const answer = parsedAs(clipAnswerSchema, question, response);
  if (answer.kind === 'unreadable') return answer.finding;
  const { data, errors } = answer.data;
  if (errors?.[0] !== undefined) return unknown(question, response, 'unreadable', errors[0].message);
  if (!data) return unknown(question, response, 'unreadable', 'data: none in the answer');
  const { clip } = data;
  if (clip?.slug && clip.slug !== slug) {
    return unknown(question, response, 'unreadable', `clip.slug: the answer is about ${clip.slug}`);
  }
  return foundOrNot(question, response, clip && recordOfClip(target, clip));
}

function readVod(question: Question, response: FetchResponse, target: Target, number: string): Finding {
  const answer = parsedAs(vodAnswerSchema, question, response);
  if (answer.kind === 'unreadable') return answer.finding;
  const { data, errors } = answer.data;
  if (errors?.[0] !== undefined) return unknown(question, response, 'unreadable', errors[0].message);
  if (!data) return unknown(question, response, 'unreadable', 'data: none in the answer');
  const { video } = data;
  if (video !== null && video.id !== number) {
    return unknown(question, response, 'unreadable', `video.id: the answer is about ${video.id}`);
  }
  return foundOrNot(question, response, video && recordOfVod(target, video));
}

/** An answer without errors and without the post: it is gone, expired or never was. */
function foundOrNot(question: Question, response: FetchResponse, record: PostRecord | null): Finding {
  return record === null
    ? absent(question, response, 'not-found', true, 'null in the answer')
    : live(question, response, record, record.title ?? 'without a title');
}
