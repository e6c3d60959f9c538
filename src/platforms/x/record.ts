import type { PostRecord, QuotedRecord } from '#domain/record.ts';
import { pathOf } from '../asking/schema-path.ts';
import { readMedium } from './media.ts';
import { readPoll } from './poll.ts';
import {
  bareSchema,
  type QuotedAnswer,
  quotedSchema,
  type TweetAnswer,
  tombstoneSchema,
  tweetSchema,
} from './schemas.ts';
import { timeOfId } from './snowflake.ts';
import { readText } from './text.ts';
import { reasonOf } from './tombstone.ts';
import { canonicalUrl } from './urls.ts';

export type Reading = { kind: 'record'; record: PostRecord } | { kind: 'unreadable'; path: string };

/** A record from the JSON of tweet-result; `unreadable` names the field that is not as expected. */
export function readRecord(json: unknown): Reading {
  const tweet = tweetSchema.safeParse(json);
  if (!tweet.success) return { kind: 'unreadable', path: pathOf(tweet.error) };
  const quoted = readQuoted(tweet.data);
  if (quoted.kind === 'unreadable') return quoted;
  return { kind: 'record', record: { ...baseRecord(tweet.data), quoted: quoted.quoted } };
}

export function baseRecord(tweet: QuotedAnswer): QuotedRecord {
  const postId = `x:${tweet.id_str}`;
  const { text, links } = readText(tweet);
  return {
    postId,
    platform: 'x',
    canonicalUrl: canonicalUrl(postId),
    author: {
      name: tweet.user.name,
      handle: tweet.user.screen_name,
      url: `https://x.com/${tweet.user.screen_name}`,
      id: tweet.user.id_str ?? null,
      avatarUrl: tweet.user.profile_image_url_https ?? null,
    },
    title: null,
    text,
    textTruncated: Boolean(tweet.note_tweet),
    links,
    language: tweet.lang ?? null,
    publishedAt: new Date(tweet.created_at).toISOString(),
    idTime: timeOfId(tweet.id_str),
    editedAt: editTime(tweet),
    media: (tweet.mediaDetails ?? []).map(readMedium),
    replyTo: replyTo(tweet),
    poll: readPoll(tweet.card),
    counts: {
      likes: tweet.favorite_count ?? null,
      reposts: null,
      replies: tweet.conversation_count ?? null,
      quotes: null,
      views: null,
    },
    labels: labelsOf(tweet),
  };
}

/** Each edit makes an id of its own, so the last id of the chain tells when the post was last edited. */
function editTime(tweet: QuotedAnswer): string | null {
  const chain = tweet.edit_control?.edit_tweet_ids ?? [];
  const last = chain.at(-1);
  return chain.length > 1 && last !== undefined ? timeOfId(last) : null;
}

function replyTo(tweet: QuotedAnswer): QuotedRecord['replyTo'] {
  const status = tweet.in_reply_to_status_id_str;
  const handle = tweet.in_reply_to_screen_name;
  if (!status && !handle) return null;
  const postId = status && /^[1-9]\d{0,18}$/.test(status) ? `x:${status}` : null;
  return { postId, authorHandle: handle ?? null, url: postId === null ? null : canonicalUrl(postId) };
}

function labelsOf(tweet: QuotedAnswer): string[] {
  return [
    ...(tweet.possibly_sensitive ? ['sensitive'] : []),
    ...(tweet.withheld_in_countries ?? []).map((country) => `withheld:${country.toUpperCase()}`),
    ...(tweet.withheld_copyright ? ['withheld:copyright'] : []),
  ];
}

type Quoted = { kind: 'quoted'; quoted: PostRecord['quoted'] } | { kind: 'unreadable'; path: string };

function readQuoted(tweet: TweetAnswer): Quoted {
  const answer = tweet.quoted_tweet;
  if (answer === undefined || answer === null) return { kind: 'quoted', quoted: null };
  const tombstone = tombstoneSchema.safeParse(answer);
  if (tombstone.success) {
    const absence = reasonOf(tombstone.data)?.absence ?? 'not-found';
    return { kind: 'quoted', quoted: { absence, url: quotedUrl(tweet) } };
  }
  // As with a post itself: of a suspended account the words are there and the user is not.
  const bare = bareSchema.safeParse(answer);
  if (bare.success) return { kind: 'quoted', quoted: { absence: 'account-gone', url: quotedUrl(tweet) } };
  const quoted = quotedSchema.safeParse(answer);
  if (!quoted.success) return { kind: 'unreadable', path: `quoted_tweet.${pathOf(quoted.error)}` };
  return { kind: 'quoted', quoted: baseRecord(quoted.data) };
}

/** The link to the quoted post, which ends the text. */
function quotedUrl(tweet: TweetAnswer): string | null {
  const urls = tweet.entities?.urls ?? [];
  return urls.findLast((entity) => /\/status\/\d+/.test(entity.expanded_url ?? ''))?.expanded_url ?? null;
}
