import type { PostRecord } from '#domain/record.ts';
import type { Target } from '../platform.ts';

/** A record in which nothing is stated yet. */
export function emptyRecord(target: Target, platform: string): PostRecord {
  return {
    postId: target.postId,
    platform,
    canonicalUrl: target.canonicalUrl,
    author: { name: null, handle: null, url: null, id: null, avatarUrl: null },
    title: null,
    text: '',
    textTruncated: false,
    links: [],
    language: null,
    publishedAt: null,
    idTime: null,
    editedAt: null,
    media: [],
    replyTo: null,
    poll: null,
    counts: { likes: null, reposts: null, replies: null, quotes: null, views: null },
    labels: [],
    quoted: null,
  };
}
