import type { Medium, PostRecord } from '#domain/record.ts';
import { pathOf } from '../asking/schema-path.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { timeOfCode } from './media-id.ts';
import { contextSchema, type MediaAnswer, type PostAnswer, postSchema } from './schemas.ts';
import { codeOf } from './urls.ts';

export type Reading = { kind: 'record'; record: PostRecord } | { kind: 'unreadable'; path: string };

/** A record from the data of an embed page, null where it has none; `unreadable` names the field that is not as expected. */
export function readContext(target: Target, json: unknown): Reading | null {
  const context = contextSchema.safeParse(json);
  if (!context.success) return { kind: 'unreadable', path: `contextJSON.${pathOf(context.error)}` };
  const data = context.data.gql_data;
  const stated = data?.shortcode_media ?? data?.xdt_shortcode_media;
  if (stated === undefined || stated === null) return null;
  const answer = postSchema.safeParse(stated);
  if (!answer.success)
    return { kind: 'unreadable', path: `contextJSON.gql_data.shortcode_media.${pathOf(answer.error)}` };
  const post = answer.data;
  if (post.shortcode !== codeOf(target.postId)) {
    return { kind: 'unreadable', path: `shortcode: the answer is about ${post.shortcode}` };
  }
  const { owner, taken_at_timestamp: takenAt } = post;
  const blank = blankRecord(target, owner.username);
  const record: PostRecord = {
    ...blank,
    author: {
      ...blank.author,
      name: owner.full_name || null,
      id: owner.id ?? null,
      avatarUrl: owner.profile_pic_url ?? null,
    },
    text: post.edge_media_to_caption.edges[0]?.node.text ?? '',
    publishedAt: typeof takenAt === 'number' ? new Date(takenAt * 1000).toISOString() : blank.publishedAt,
    media: mediaOf(post),
    counts: {
      ...blank.counts,
      likes: (post.edge_liked_by ?? post.edge_media_preview_like)?.count ?? null,
      replies: post.edge_media_to_comment?.count ?? null,
      views: post.video_view_count ?? null,
    },
  };
  return { kind: 'record', record };
}

/**
 * What the code and the author's name tell. Embed pages state no time, and the platform's ids are made by its own clock,
 * so the id's time stands for the time of posting: exact for pictures, up to about 90 s early for films.
 */
export function blankRecord(target: Target, handle: string): PostRecord {
  const time = timeOfCode(codeOf(target.postId) ?? '');
  return {
    ...emptyRecord(target, 'instagram'),
    author: { name: null, handle, url: `https://www.instagram.com/${handle}/`, id: null, avatarUrl: null },
    publishedAt: time === null ? null : `${time.slice(0, 19)}.000Z`,
    idTime: time,
  };
}

function mediaOf(post: PostAnswer): Medium[] {
  const children = post.edge_sidecar_to_children?.edges.map(({ node }) => node) ?? [];
  return (children.length > 0 ? children : [post]).map(mediumOf);
}

/** The largest picture first. A film whose file is not told has its picture and no variant. */
function mediumOf(answer: MediaAnswer): Medium {
  const isVideo = answer.is_video === true || answer.__typename === 'GraphVideo' || Boolean(answer.video_url);
  const { width = null, height = null } = answer.dimensions ?? {};
  const pictures = (answer.display_resources ?? [])
    .toSorted((a, b) => b.config_width - a.config_width)
    .map(({ src, config_width, config_height }) => ({
      url: src,
      width: config_width,
      height: config_height,
    }));
  const isListed = pictures.some(({ url }) => url === answer.display_url);
  const variants = isListed ? pictures : [{ url: answer.display_url, width, height }, ...pictures];
  const film = answer.video_url
    ? [{ url: answer.video_url, mediaType: 'video/mp4', bitrate: null, width, height }]
    : [];
  return {
    kind: isVideo ? 'video' : 'photo',
    alt: altOf(answer.accessibility_caption),
    width,
    height,
    durationMs: typeof answer.video_duration === 'number' ? Math.round(answer.video_duration * 1000) : null,
    posterUrl: isVideo ? answer.display_url : null,
    variants: isVideo ? film : variants.map((each) => ({ ...each, mediaType: null, bitrate: null })),
  };
}

/** Not what the platform's software says where the author wrote none. */
function altOf(caption: string | null | undefined): string | null {
  const isMade = /^photo (?:shared )?by\b|\bmay be an? (?:image|photo|video|cartoon|drawing|graphic|meme)\b/i;
  return caption && !isMade.test(caption) ? caption : null;
}
