import type { PostRecord, QuotedRecord } from '#domain/record.ts';
import { hostOf, isWithin, parseHttpUrl } from '#domain/url.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { linksInText } from '../reading/text-links.ts';
import { readInline, readMedia } from './media.ts';
import type { CommentAnswer, PostAnswer, WholePostAnswer } from './schemas.ts';
import { canonicalUrl } from './urls.ts';

export function recordOfPost(target: Target, post: WholePostAnswer): PostRecord {
  const parent = post.crosspost_parent_list?.[0];
  return { ...baseOfPost(target, post), quoted: parent === undefined ? null : quotedOf(parent) };
}

function quotedOf(post: PostAnswer): QuotedRecord {
  const postId = `reddit:${post.id}`;
  const { quoted: _, ...base } = baseOfPost({ postId, canonicalUrl: canonicalUrl(postId) }, post);
  return base;
}

function baseOfPost(target: Target, post: PostAnswer): PostRecord {
  return {
    ...emptyRecord(target, 'reddit'),
    author: authorOf(post),
    title: post.title,
    text: post.selftext,
    links: linksInText(post.selftext),
    publishedAt: timeOf(post.created_utc),
    editedAt: typeof post.edited === 'number' ? timeOf(post.edited) : null,
    media: readMedia(post),
    poll: post.poll_data ? pollOf(post.poll_data) : null,
    counts: { ...noCounts, likes: post.score ?? null, replies: post.num_comments ?? null },
    labels: [
      `in:r/${post.subreddit}`,
      ...(post.over_18 ? ['sensitive'] : []),
      ...(post.spoiler ? ['spoiler'] : []),
      ...outsideLink(post),
    ],
  };
}

export function recordOfComment(target: Target, comment: CommentAnswer): PostRecord {
  return {
    ...emptyRecord(target, 'reddit'),
    author: authorOf(comment),
    text: comment.body,
    links: linksInText(comment.body),
    publishedAt: timeOf(comment.created_utc),
    editedAt: typeof comment.edited === 'number' ? timeOf(comment.edited) : null,
    media: readInline(comment.media_metadata),
    replyTo: replyTo(comment),
    counts: { ...noCounts, likes: comment.score ?? null },
    labels: [`in:r/${comment.subreddit}`],
  };
}

const noCounts = { likes: null, reposts: null, replies: null, quotes: null, views: null };

export function authorNamed(name: string, id: string | null = null): PostRecord['author'] {
  const isGone = name === '[deleted]' || name === '';
  const handle = isGone ? null : name;
  const url = isGone ? null : `https://www.reddit.com/user/${encodeURIComponent(name)}/`;
  return { name: handle, handle, url, id, avatarUrl: null };
}

function authorOf({ author, author_fullname }: PostAnswer | CommentAnswer): PostRecord['author'] {
  return authorNamed(author, author_fullname ?? null);
}

function timeOf(epochSeconds: number): string {
  return new Date(epochSeconds * 1000).toISOString();
}

function pollOf(poll: NonNullable<PostAnswer['poll_data']>): PostRecord['poll'] {
  const options = poll.options.map(({ text, vote_count }) => ({ label: text, count: vote_count ?? null }));
  return {
    options,
    endsAt: poll.voting_end_timestamp ? new Date(poll.voting_end_timestamp).toISOString() : null,
  };
}

/** `t3_<post>` or `t1_<comment>` of the same post. */
function replyTo({ parent_id, link_id }: CommentAnswer): PostRecord['replyTo'] {
  const post = /^t3_([a-z0-9]+)$/.exec(link_id ?? '')?.[1];
  if (post === undefined) return null;
  const comment = /^t1_([a-z0-9]+)$/.exec(parent_id ?? '')?.[1];
  const postId = ['reddit', post, ...(comment === undefined ? [] : [comment])].join(':');
  return { postId, authorHandle: null, url: canonicalUrl(postId) };
}

/** A post may be nothing but a title over a link to elsewhere. */
function outsideLink(post: PostAnswer): string[] {
  const url = parseHttpUrl(post.url_overridden_by_dest ?? '');
  if (url === null || post.is_self) return [];
  const isOwn = ['reddit.com', 'redd.it'].some((domain) => isWithin(hostOf(url), domain));
  return isOwn ? [] : [`link:${url.href}`];
}
