import type { Medium } from '#domain/record.ts';
import { pathOf } from '../asking/schema-path.ts';
import { imagesSchema, type TypedAnswer, videoSchema, withMediaSchema } from './schemas.ts';

export type MediaReading = { kind: 'media'; media: Medium[] } | { kind: 'unreadable'; path: string };

/** Pictures and film of a post's embed view; cards of links and quoted posts have none of the post's own. */
export function readMedia(embed: TypedAnswer | null | undefined): MediaReading {
  switch (embed?.$type) {
    case 'app.bsky.embed.images#view':
      return readImages(embed);
    case 'app.bsky.embed.video#view':
      return readVideo(embed);
    case 'app.bsky.embed.recordWithMedia#view': {
      const both = withMediaSchema.safeParse(embed);
      if (!both.success) return { kind: 'unreadable', path: `embed.${pathOf(both.error)}` };
      const { media } = both.data;
      return media.$type === embed.$type
        ? { kind: 'unreadable', path: 'embed.media.$type' }
        : readMedia(media);
    }
    default:
      return { kind: 'media', media: [] };
  }
}

function readImages(embed: TypedAnswer): MediaReading {
  const answer = imagesSchema.safeParse(embed);
  if (!answer.success) return { kind: 'unreadable', path: `embed.${pathOf(answer.error)}` };
  const media = answer.data.images.map(({ fullsize, thumb, alt, aspectRatio }): Medium => {
    const size = { width: aspectRatio?.width ?? null, height: aspectRatio?.height ?? null };
    const variant = (url: string) => ({ url, mediaType: typeOf(url), bitrate: null });
    return {
      kind: 'photo',
      alt: alt || null,
      ...size,
      durationMs: null,
      posterUrl: null,
      variants: [
        { ...variant(fullsize), width: null, height: null },
        { ...variant(thumb), width: null, height: null },
      ],
    };
  });
  return { kind: 'media', media };
}

/** The image server is told the format behind an `@`. */
function typeOf(url: string): string | null {
  const format = /@(jpeg|png|webp)$/.exec(url)?.[1];
  return format === undefined ? null : `image/${format}`;
}

function readVideo(embed: TypedAnswer): MediaReading {
  const answer = videoSchema.safeParse(embed);
  if (!answer.success) return { kind: 'unreadable', path: `embed.${pathOf(answer.error)}` };
  const { playlist, thumbnail, alt, aspectRatio, presentation } = answer.data;
  const medium: Medium = {
    kind: presentation === 'gif' ? 'gif' : 'video',
    alt: alt || null,
    width: aspectRatio?.width ?? null,
    height: aspectRatio?.height ?? null,
    durationMs: null,
    posterUrl: thumbnail ?? null,
    variants: [
      { url: playlist, mediaType: 'application/vnd.apple.mpegurl', bitrate: null, width: null, height: null },
    ],
  };
  return { kind: 'media', media: [medium] };
}
