import type { Absence } from '#domain/post.ts';
import type { PostRecord, QuotedRecord } from '#domain/record.ts';
import { pathOf } from '../asking/schema-path.ts';
import {
  holderSchema,
  type PostAnswer,
  postSchema,
  resultSchema,
  type UserAnswer,
} from './graphql-schemas.ts';
import { baseRecord } from './record.ts';
import { type QuotedAnswer, tombstoneSchema } from './schemas.ts';
import { reasonOf, reasonOfCode, textOf } from './tombstone.ts';

type NoPost =
  | { kind: 'absent'; absence: Absence; positive: boolean; said: string }
  | { kind: 'unreadable'; path: string };
export type ResultReading = { kind: 'record'; record: PostRecord } | NoPost;

/** A record from `data.tweetResult.result`, or why there is none; `unreadable` names the field that is not as expected. */
export function readResult(json: unknown): ResultReading {
  const reading = readPost(json);
  if (reading.kind !== 'post') return reading;
  const { record, answer } = reading;
  const stated = answer.quoted_status_result;
  if (!stated) return { kind: 'record', record: { ...record, quoted: null } };
  const url = answer.legacy.quoted_status_permalink?.expanded ?? null;
  // A quoted post that X no longer shows leaves an empty object.
  const quoted = stated.result === undefined ? goneWithoutWord : readPost(stated.result);
  if (quoted.kind === 'unreadable') {
    return { kind: 'unreadable', path: `quoted_status_result.result.${quoted.path}` };
  }
  const shown = quoted.kind === 'post' ? quoted.record : { absence: quoted.absence, url };
  return { kind: 'record', record: { ...record, quoted: shown } };
}

const goneWithoutWord = { kind: 'absent', absence: 'not-found', positive: false, said: '' } as const;

type PostReading = { kind: 'post'; record: QuotedRecord; answer: PostAnswer } | NoPost;

function readPost(json: unknown): PostReading {
  const wrapper = resultSchema.safeParse(json);
  if (!wrapper.success) return { kind: 'unreadable', path: pathOf(wrapper.error) };
  if (wrapper.data.__typename === 'TweetWithVisibilityResults') return readKind(wrapper.data.tweet, 'tweet.');
  return readKind(json, '');
}

function readKind(json: unknown, within: string): PostReading {
  const result = resultSchema.safeParse(json);
  if (!result.success) return { kind: 'unreadable', path: within + pathOf(result.error) };
  switch (result.data.__typename) {
    case 'Tweet':
    case undefined:
      return readTweet(json, within);
    case 'TweetTombstone':
      return readTombstone(json, within);
    case 'TweetUnavailable':
      return readUnavailable(result.data.reason ?? null, within);
    default:
      return { kind: 'unreadable', path: `${within}__typename: ${result.data.__typename}` };
  }
}

function readTombstone(json: unknown, within: string): NoPost {
  const tombstone = tombstoneSchema.safeParse(json);
  if (!tombstone.success) return { kind: 'unreadable', path: within + pathOf(tombstone.error) };
  const reason = reasonOf(tombstone.data);
  const said = `tombstone: "${textOf(tombstone.data)}"`;
  return reason === null
    ? { kind: 'unreadable', path: `${within}tombstone: unknown ${said}` }
    : { kind: 'absent', ...reason, said };
}

/** `Missing` stands for a post that is deleted and for an account that is no more. */
function readUnavailable(code: string | null, within: string): NoPost {
  const said = `TweetUnavailable${code === null ? '' : `: ${code}`}`;
  if (code === null || code === 'Missing')
    return { kind: 'absent', absence: 'not-found', positive: false, said };
  const reason = reasonOfCode(code);
  return reason === null
    ? { kind: 'unreadable', path: `${within}reason: ${code}` }
    : { kind: 'absent', ...reason, said };
}

function readTweet(json: unknown, within: string): PostReading {
  const holder = holderSchema.safeParse(json);
  if (!holder.success) return { kind: 'unreadable', path: within + pathOf(holder.error) };
  const user = holder.data.core?.user_results?.result;
  if (user === undefined || user.__typename === 'UserUnavailable')
    return readWithoutUser(user?.reason ?? null);
  const post = postSchema.safeParse(json);
  if (!post.success) return { kind: 'unreadable', path: within + pathOf(post.error) };
  const author = authorOf(user);
  if (author === null) {
    return { kind: 'unreadable', path: `${within}core.user_results.result: neither name nor handle` };
  }
  return { kind: 'post', record: recordOf(post.data, author), answer: post.data };
}

/** Of an account that is gone the words may be there and the user is not. */
function readWithoutUser(code: string | null): NoPost {
  const said = `a post without its user${code === null ? '' : `: ${code}`}`;
  const reason = code === null ? null : reasonOfCode(code);
  return { kind: 'absent', ...(reason ?? { absence: 'account-gone', positive: false }), said };
}

function authorOf(user: UserAnswer): QuotedAnswer['user'] | null {
  const name = user.core?.name ?? user.legacy?.name;
  const handle = user.core?.screen_name ?? user.legacy?.screen_name;
  if (name === undefined || !handle) return null;
  return {
    id_str: user.rest_id,
    name,
    screen_name: handle,
    profile_image_url_https: user.avatar?.image_url ?? user.legacy?.profile_image_url_https,
  };
}

function recordOf(post: PostAnswer, user: QuotedAnswer['user']): QuotedRecord {
  const { legacy } = post;
  const views = post.views?.count;
  return {
    ...baseRecord(asSyndicated(post, user)),
    counts: {
      likes: legacy.favorite_count ?? null,
      reposts: legacy.retweet_count ?? null,
      replies: legacy.reply_count ?? null,
      quotes: legacy.quote_count ?? null,
      views: views === undefined ? null : Number(views),
    },
  };
}

/** The same post as the syndication answer tells it, but with all of a long text. */
function asSyndicated(post: PostAnswer, user: QuotedAnswer['user']): QuotedAnswer {
  const { legacy } = post;
  const note = post.note_tweet?.note_tweet_results?.result;
  const card = post.card?.legacy;
  const control = post.edit_control;
  const values = (card?.binding_values ?? []).map(({ key, value }) => [key, value] as const);
  return {
    ...legacy,
    id_str: post.rest_id,
    user,
    created_at: new Date(legacy.created_at).toISOString(),
    text: note?.text ?? legacy.full_text,
    // The range is that of the text as it is cut.
    display_text_range: note === undefined ? legacy.display_text_range : null,
    entities: {
      urls: (note === undefined ? legacy.entities?.urls : note.entity_set?.urls) ?? [],
      media: legacy.entities?.media ?? [],
    },
    mediaDetails: legacy.extended_entities?.media ?? [],
    card: card === undefined ? null : { name: card.name, binding_values: Object.fromEntries(values) },
    note_tweet: post.note_tweet && note === undefined ? {} : null,
    edit_control: {
      edit_tweet_ids: control?.edit_tweet_ids ?? control?.edit_control_initial?.edit_tweet_ids,
    },
  };
}
