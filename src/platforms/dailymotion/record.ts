import type { MediaVariant, PostRecord } from '#domain/record.ts';
import type { Target } from '../platform.ts';
import { captionsOf } from '../reading/caption-track.ts';
import { emptyRecord } from '../reading/empty-record.ts';
import { timeOfSeconds } from '../reading/stated-time.ts';
import type { MetadataAnswer } from './schemas.ts';

const UNKNOWN_AUTHOR: NonNullable<MetadataAnswer['owner']> = {};

/** A record from the player's metadata, which has no description. */
export function recordOfMetadata(target: Target, metadata: MetadataAnswer): PostRecord {
  const { owner = UNKNOWN_AUTHOR } = metadata;
  const [largest] = variantsOf(metadata);
  return {
    ...emptyRecord(target, 'dailymotion'),
    author: {
      name: owner.screenname ?? null,
      handle: owner.username ?? handleIn(owner.url),
      url: owner.url ?? null,
      id: owner.id ?? null,
      avatarUrl: largestOf(owner.avatars),
    },
    title: metadata.title,
    textTruncated: true,
    language: metadata.language ?? null,
    publishedAt: timeOfSeconds(metadata.created_time),
    media: [
      {
        kind: 'video',
        alt: null,
        width: null,
        height: largest?.height ?? null,
        durationMs: metadata.duration ? metadata.duration * 1000 : null,
        posterUrl: largestOf(metadata.posters) ?? largestOf(metadata.thumbnails),
        variants: variantsOf(metadata),
        ...captionsOf(subtitlesOf(metadata)),
      },
    ],
    labels: [
      ...(metadata.stream_type?.toLowerCase() === 'live' ? ['live'] : []),
      ...(metadata.explicit ? ['sensitive'] : []),
    ],
  };
}

/** Files first, the highest first, then the playlists. */
function variantsOf({ qualities }: MetadataAnswer): MediaVariant[] {
  const variants = Object.entries(qualities ?? {}).flatMap(([quality, sources]) =>
    sources.map(
      ({ type, url }): MediaVariant => ({
        url,
        mediaType: type,
        bitrate: null,
        width: null,
        height: /^\d+/.test(quality) ? Number.parseInt(quality, 10) : null,
      }),
    ),
  );
  const isFile = ({ mediaType }: MediaVariant) => (mediaType?.startsWith('video/') ? 1 : 0);
  return variants.toSorted((a, b) => isFile(b) - isFile(a) || (b.height ?? 0) - (a.height ?? 0));
}

/** The addresses of a language are the same track in several forms. */
function subtitlesOf({ subtitles }: MetadataAnswer) {
  return Object.entries(subtitles?.data ?? {}).map(([language, { label, urls }]) => ({
    url: urls.find((url) => /\.vtt(?:$|\?)/i.test(url)) ?? urls[0],
    language,
    label,
  }));
}

/** Of pictures by their height. */
function largestOf(pictures: Record<string, string | null> | null | undefined): string | null {
  const [best] = Object.entries(pictures ?? {}).toSorted(([a], [b]) => Number(b) - Number(a));
  return best?.[1] ?? null;
}

function handleIn(url: string | null | undefined): string | null {
  const path = url ? URL.parse(url)?.pathname : undefined;
  return /^\/([\w-]+)$/.exec(path ?? '')?.[1] ?? null;
}
