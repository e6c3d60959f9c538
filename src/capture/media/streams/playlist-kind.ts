import { open } from 'node:fs/promises';

export type PlaylistKind = 'hls' | 'dash';

const beginningBytes = 1024;
const hlsType = /mpegurl/i;
const dashType = /dash\+xml/i;

/** By what is said of it; null where that names no playlist. */
export function playlistKindOf(variant: { url: string; mediaType: string | null }): PlaylistKind | null {
  const path = (URL.parse(variant.url)?.pathname ?? variant.url).toLowerCase();
  const type = variant.mediaType ?? '';
  if (hlsType.test(type) || path.endsWith('.m3u8')) {
    return 'hls';
  }
  return dashType.test(type) || path.endsWith('.mpd') ? 'dash' : null;
}

/** By its first characters; null where it is none. */
export function playlistKindIn(text: string): PlaylistKind | null {
  const beginning = text
    .slice(0, beginningBytes)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (beginning.startsWith('#EXTM3U')) {
    return 'hls';
  }
  return /^(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<MPD[\s>]/.test(beginning) ? 'dash' : null;
}

/** Of a file that came where a video was asked for. */
export async function playlistKindOfFile(path: string): Promise<PlaylistKind | null> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(beginningBytes), 0, beginningBytes, 0);
    return playlistKindIn(buffer.subarray(0, bytesRead).toString('utf8'));
  } finally {
    await file.close();
  }
}
