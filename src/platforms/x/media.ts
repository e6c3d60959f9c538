import type { MediaVariant, Medium } from '#domain/record.ts';
import type { MediaAnswer } from './schemas.ts';

const kinds = { photo: 'photo', video: 'video', animated_gif: 'gif' } as const;

export function readMedium(answer: MediaAnswer): Medium {
  const isPhoto = answer.type === 'photo';
  return {
    kind: kinds[answer.type],
    alt: answer.ext_alt_text || null,
    width: answer.original_info?.width ?? null,
    height: answer.original_info?.height ?? null,
    durationMs: answer.video_info?.duration_millis ?? null,
    posterUrl: isPhoto ? null : answer.media_url_https,
    variants: isPhoto ? photoVariants(answer) : videoVariants(answer),
  };
}

/** `name=orig` is the picture as uploaded; the bare URL is a reduced one that outlives some originals. */
function photoVariants(answer: MediaAnswer): MediaVariant[] {
  const original = new URL(answer.media_url_https);
  original.searchParams.set('name', 'orig');
  const mediaType = pictureType(original);
  return [
    {
      url: original.href,
      mediaType,
      bitrate: null,
      width: answer.original_info?.width ?? null,
      height: answer.original_info?.height ?? null,
    },
    { url: answer.media_url_https, mediaType, bitrate: null, width: null, height: null },
  ];
}

function pictureType(url: URL): string | null {
  const format = url.searchParams.get('format') ?? /\.(\w+)$/.exec(url.pathname)?.[1];
  const types: Record<string, string> = {
    jpg: 'image/jpeg',
    jpeg: 'image/jpeg',
    png: 'image/png',
    webp: 'image/webp',
  };
  return types[format ?? ''] ?? null;
}

/** Files before playlists, then by bitrate, the best first. */
function videoVariants(answer: MediaAnswer): MediaVariant[] {
  const variants = (answer.video_info?.variants ?? []).map((variant): MediaVariant => {
    const size = /\/(\d{2,5})x(\d{2,5})\//.exec(variant.url);
    return {
      url: variant.url,
      mediaType: variant.content_type ?? null,
      bitrate: variant.bitrate ?? null,
      width: size ? Number(size[1]) : null,
      height: size ? Number(size[2]) : null,
    };
  });
  const isFile = (variant: MediaVariant) => (variant.mediaType?.startsWith('video/') ? 1 : 0);
  return variants.toSorted((a, b) => isFile(b) - isFile(a) || (b.bitrate ?? -1) - (a.bitrate ?? -1));
}
