import type { MediaVariant, Medium } from '#domain/record.ts';
import type { AttachmentAnswer } from './schemas.ts';

const kinds: Readonly<Record<string, Medium['kind']>> = {
  image: 'photo',
  video: 'video',
  gifv: 'gif',
  audio: 'audio',
};
const mediaTypes: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  mov: 'video/quicktime',
  webm: 'video/webm',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  flac: 'audio/flac',
};

/** Null for attachments of a kind that neither the server nor the file's name tells. */
export function readMedium(attachment: AttachmentAnswer): Medium | null {
  const { url, remote_url, preview_url, description, meta } = attachment;
  const kind = kinds[attachment.type] ?? kindOfFile(remote_url ?? url ?? '');
  if (kind === null) return null;
  const { width, height, duration, bitrate } = meta?.original ?? {};
  // The server's copy first, then the file on the server that the post is from, and of pictures the small one.
  const urls = [url, remote_url, kind === 'photo' ? preview_url : null].filter(
    (each) => typeof each === 'string',
  );
  return {
    kind,
    alt: description || null,
    width: width ?? null,
    height: height ?? null,
    durationMs: typeof duration === 'number' ? Math.round(duration * 1000) : null,
    posterUrl: kind === 'photo' ? null : (preview_url ?? null),
    variants: [...new Set(urls)].map((each): MediaVariant => {
      const isSmall = each === preview_url && each !== url;
      const size = isSmall ? {} : { width, height };
      return {
        url: each,
        mediaType: mediaTypeOf(each),
        bitrate: isSmall ? null : (bitrate ?? null),
        width: size.width ?? null,
        height: size.height ?? null,
      };
    }),
  };
}

function kindOfFile(url: string): Medium['kind'] | null {
  const type = mediaTypeOf(url)?.split('/', 1)[0];
  if (type === 'image') return 'photo';
  return type === 'video' || type === 'audio' ? type : null;
}

function mediaTypeOf(url: string): string | null {
  const ending = /\.(\w{2,5})$/.exec(URL.parse(url)?.pathname ?? '')?.[1]?.toLowerCase();
  return ending === undefined ? null : (mediaTypes[ending] ?? null);
}
