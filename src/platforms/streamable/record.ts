import type { MediaVariant, PostRecord } from '#domain/record.ts';
import type { Target } from '../platform.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { timeOfSeconds } from '../reading/stated-time.ts';
import { linksInText } from '../reading/text-links.ts';
import type { VideoAnswer } from './schemas.ts';

const READY = 2;

export function recordOfVideo(target: Target, video: VideoAnswer): PostRecord {
  const text = video.description ?? '';
  const handle = video.owner?.user_name ?? null;
  const variants = variantsOf(video);
  return {
    ...emptyRecord(target, 'streamable'),
    author: { name: handle, handle, url: null, id: null, avatarUrl: null },
    title: video.title || video.reddit_title || null,
    text,
    links: linksInText(text),
    publishedAt: timeOfSeconds(video.date_added),
    media: [
      {
        kind: 'video',
        alt: null,
        width: variants[0]?.width ?? null,
        height: variants[0]?.height ?? null,
        durationMs: milliseconds(video.duration ?? null),
        posterUrl: absolute(video.poster_url) ?? absolute(video.thumbnail_url),
        variants,
      },
    ],
    counts: { likes: null, reposts: null, replies: null, quotes: null, views: video.plays ?? null },
    labels: video.status === READY ? [] : ['processing'],
  };
}

/** The largest first. */
function variantsOf({ files }: VideoAnswer): MediaVariant[] {
  const variants = Object.values(files ?? {}).flatMap((file): MediaVariant[] => {
    const url = absolute(file?.url);
    if (url === null) return [];
    return [
      {
        url,
        mediaType: 'video/mp4',
        bitrate: file?.bitrate ?? null,
        width: file?.width ?? null,
        height: file?.height ?? null,
      },
    ];
  });
  return variants.toSorted(
    (a, b) => (b.height ?? 0) - (a.height ?? 0) || (b.bitrate ?? 0) - (a.bitrate ?? 0),
  );
}

/** Addresses come without a scheme. */
function absolute(url: string | null | undefined): string | null {
  return url ? (URL.parse(url, 'https://streamable.com/')?.href ?? null) : null;
}

function milliseconds(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds * 1000);
}
