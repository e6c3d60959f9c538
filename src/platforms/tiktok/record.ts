import type { Medium, PostRecord } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { linksInText } from '../reading/text-links.ts';
import { timeOfId } from './id-time.ts';
import { readMedia } from './media.ts';
import type { ItemAnswer, OembedAnswer } from './schemas.ts';
import { numberOf } from './urls.ts';

export function recordOfItem(target: Target, item: ItemAnswer): PostRecord {
  const { uniqueId, nickname, id, avatarLarger } = item.author;
  const stats = { ...item.stats, ...item.statsV2 };
  return {
    ...emptyRecord(target, 'tiktok'),
    author: {
      name: nickname,
      handle: uniqueId,
      url: `https://www.tiktok.com/@${uniqueId}`,
      id: id ?? null,
      avatarUrl: avatarLarger ?? null,
    },
    title: item.imagePost?.title || null,
    text: item.desc,
    links: linksInText(item.desc),
    // `un` stands for a language that was not recognised.
    language: item.textLanguage && item.textLanguage !== 'un' ? item.textLanguage : null,
    publishedAt: new Date(item.createTime * 1000).toISOString(),
    idTime: timeOfId(item.id),
    media: readMedia(item),
    counts: {
      likes: stats.diggCount ?? null,
      reposts: stats.repostCount ?? null,
      replies: stats.commentCount ?? null,
      quotes: null,
      views: stats.playCount ?? null,
    },
    labels: item.isContentClassified ? ['sensitive'] : [],
  };
}

/** oEmbed tells the whole caption and the author; neither the time nor a file. */
export function recordOfOembed(target: Target, oembed: OembedAnswer): PostRecord {
  const url = parseHttpUrl(oembed.author_url);
  const handle = /^\/@([^/]+)/.exec(url?.pathname ?? '')?.[1] ?? null;
  const video: Medium = {
    kind: 'video',
    alt: null,
    width: null,
    height: null,
    durationMs: null,
    posterUrl: oembed.thumbnail_url ?? null,
    variants: [],
  };
  return {
    ...emptyRecord(target, 'tiktok'),
    author: { name: oembed.author_name, handle, url: url?.href ?? null, id: null, avatarUrl: null },
    text: oembed.title,
    links: linksInText(oembed.title),
    idTime: timeOfId(numberOf(target.postId) ?? ''),
    media: oembed.embed_type === 'photo' ? [] : [video],
  };
}
