import type { PostRecord, QuotedRecord } from '#domain/record.ts';
import { pathOf } from '../asking/schema-path.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { captionsInRecord } from './captions.ts';
import { linksOf } from './facets.ts';
import { labelsOf } from './labels.ts';
import { readMedia } from './media.ts';
import {
  type PostAnswer,
  quotedSchema,
  typedSchema,
  unviewableSchema,
  withMediaSchema,
  withRecordSchema,
} from './schemas.ts';
import { timeOfTid } from './tid.ts';
import { canonicalUrl, nameInAtUri, postIdOf } from './urls.ts';

export type Reading = { kind: 'record'; record: PostRecord } | { kind: 'unreadable'; path: string };

/** A record from the AppView's view of a post; `unreadable` names the field that is not as expected. */
export function readRecord(post: PostAnswer): Reading {
  const base = readBase(post);
  if (base.kind === 'unreadable') return base;
  const quoted = readQuoted(post);
  if (quoted.kind === 'unreadable') return quoted;
  return { kind: 'record', record: { ...base.record, quoted: quoted.quoted } };
}

function readBase(post: PostAnswer): Reading {
  const name = nameInAtUri(post.uri);
  if (name === null) return { kind: 'unreadable', path: `uri: ${post.uri}` };
  const media = readMedia(post.embed);
  if (media.kind === 'unreadable') return media;
  const publishedAt = timeOf(post.record.createdAt) ?? timeOf(post.indexedAt);
  if (publishedAt === null) return { kind: 'unreadable', path: `record.createdAt: ${post.record.createdAt}` };
  const postId = postIdOf(name);
  const { author, record } = post;
  return {
    kind: 'record',
    record: {
      ...emptyRecord({ postId, canonicalUrl: canonicalUrl(postId) }, 'bluesky'),
      author: {
        name: author.displayName || null,
        handle: author.handle,
        url: `https://bsky.app/profile/${author.did}`,
        id: author.did,
        avatarUrl: author.avatar ?? null,
      },
      text: record.text,
      links: linksOf(record.text, record.facets ?? []),
      language: record.langs?.[0] ?? null,
      publishedAt,
      idTime: timeOfTid(name.rkey),
      media: media.media.map((medium) =>
        medium.kind === 'video' ? { ...medium, ...captionsInRecord(author.did, record.embed) } : medium,
      ),
      replyTo: replyTo(record.reply?.parent.uri),
      counts: {
        likes: post.likeCount ?? null,
        reposts: post.repostCount ?? null,
        replies: post.replyCount ?? null,
        quotes: post.quoteCount ?? null,
        views: null,
      },
      labels: labelsOf(post.labels),
    },
  };
}

function replyTo(parentUri: string | undefined): PostRecord['replyTo'] {
  const parent = parentUri === undefined ? null : nameInAtUri(parentUri);
  if (parent === null) return null;
  const postId = postIdOf(parent);
  return { postId, authorHandle: null, url: canonicalUrl(postId) };
}

type Quoted = { kind: 'quoted'; quoted: PostRecord['quoted'] } | { kind: 'unreadable'; path: string };

/** Why a quoted post is not shown, by the view that stands in its place. */
const unviewable: Readonly<Record<string, string>> = {
  'app.bsky.embed.record#viewNotFound': 'not-found',
  'app.bsky.embed.record#viewBlocked': 'protected',
  'app.bsky.embed.record#viewDetached': 'removed',
};

function readQuoted({ embed }: PostAnswer): Quoted {
  const view = typedSchema.safeParse(quotedViewOf(embed));
  if (!view.success) return { kind: 'quoted', quoted: null };
  const absence = unviewable[view.data.$type];
  if (absence !== undefined) {
    const gone = unviewableSchema.safeParse(view.data);
    const name = gone.success ? nameInAtUri(gone.data.uri) : null;
    return { kind: 'quoted', quoted: { absence, url: name === null ? null : canonicalUrl(postIdOf(name)) } };
  }
  // Feeds, lists and starter packs can be embedded as well, and are no posts.
  if (view.data.$type !== 'app.bsky.embed.record#viewRecord') return { kind: 'quoted', quoted: null };
  const post = quotedSchema.safeParse(view.data);
  if (!post.success) return { kind: 'unreadable', path: `embed.record.${pathOf(post.error)}` };
  const quoted = readBase(post.data);
  if (quoted.kind === 'unreadable') return { kind: 'unreadable', path: `embed.record.${quoted.path}` };
  const { quoted: _none, ...record }: PostRecord = quoted.record;
  return { kind: 'quoted', quoted: record satisfies QuotedRecord };
}

function quotedViewOf(embed: PostAnswer['embed']): unknown {
  if (embed?.$type === 'app.bsky.embed.record#view') return withRecordSchema.safeParse(embed).data?.record;
  if (embed?.$type !== 'app.bsky.embed.recordWithMedia#view') return undefined;
  return withMediaSchema.safeParse(embed).data?.record.record;
}

function timeOf(stated: string): string | null {
  const time = Date.parse(stated);
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}
