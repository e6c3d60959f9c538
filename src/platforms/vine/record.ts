import type { MediaVariant, PostRecord } from '#domain/record.ts';
import { parseHttpUrl } from '#domain/url.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { timeOf } from '../reading/stated-time.ts';
import { linksInText } from '../reading/text-links.ts';
import type { VineAnswer } from './schemas.ts';

export function recordOfVine(target: Target, vine: VineAnswer): PostRecord {
  const text = vine.description ?? '';
  return {
    ...emptyRecord(target, 'vine'),
    author: {
      name: vine.username,
      handle: null,
      url: vine.userIdStr ? `https://vine.co/u/${vine.userIdStr}` : null,
      id: vine.userIdStr ?? null,
      avatarUrl: null,
    },
    text,
    links: linksInText(text),
    publishedAt: timeOf(/(?:Z|[+-]\d\d:?\d\d)$/.test(vine.created) ? vine.created : `${vine.created}Z`),
    media: [
      {
        kind: 'video',
        alt: null,
        width: null,
        height: null,
        durationMs: null,
        posterUrl: parseHttpUrl(vine.thumbnailUrl ?? '')?.href ?? null,
        variants: variantsOf(vine),
      },
    ],
    counts: {
      likes: vine.likes ?? null,
      reposts: vine.reposts ?? null,
      replies: vine.comments ?? null,
      quotes: null,
      views: vine.loops ?? null,
    },
  };
}

/** The best first. What is called DASH is a plain file of the best size, but where it is a manifest. */
function variantsOf(vine: VineAnswer): MediaVariant[] {
  const addresses = [
    vine.videoDashUrl,
    vine.videoUrl ?? vine.videoURL,
    vine.videoLowUrl ?? vine.videoLowURL,
  ].flatMap((address) => parseHttpUrl(address ?? '')?.href ?? []);
  return [...new Set(addresses)].map((url) => ({
    url,
    mediaType: new URL(url).pathname.endsWith('.mpd') ? 'application/dash+xml' : 'video/mp4',
    bitrate: null,
    width: null,
    height: null,
  }));
}
