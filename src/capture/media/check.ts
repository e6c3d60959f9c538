import { fileTypeFromFile } from 'file-type';
import type { Verdict } from '#domain/capture.ts';
import type { Medium } from '#domain/record.ts';
import { inspectPicture } from '../pictures.ts';
import type { Footing } from '../rung.ts';
import { reasonOf } from '../trouble.ts';

export interface SoundMedium {
  kind: 'sound';
  extension: string;
  mediaType: string;
  width: number | null;
  height: number | null;
  /** Null of pictures, and where nobody could tell. */
  durationMs: number | null;
  hasAudio: boolean | null;
  perceptualHash: string | null;
  verdict: Verdict;
}

/** Not what the post showed; `reason` continues "The file …". */
export interface UnsoundMedium {
  kind: 'unsound';
  reason: string;
}

export type CheckedMedium = SoundMedium | UnsoundMedium;

const pictureTypes = ['image/jpeg', 'image/png', 'image/apng', 'image/webp', 'image/gif', 'image/avif'];

/** Is the file, by its first bytes and by decoding it, what the record says it is? The server's word is not asked. */
export async function checkMedium(
  path: string,
  kind: Medium['kind'],
  footing: Footing,
): Promise<CheckedMedium> {
  const type = await fileTypeFromFile(path);
  const mediaType = type?.mime.split(';')[0] ?? null;
  if (type === undefined || mediaType === null || !fits(mediaType, kind)) {
    return { kind: 'unsound', reason: `is ${mediaType ?? 'of no known type'}, not ${names[kind]}` };
  }
  const known = { kind: 'sound', extension: type.ext, mediaType } as const;
  return pictureTypes.includes(mediaType)
    ? { ...known, ...(await checkPicture(path, footing)) }
    : { ...known, ...(await checkVideo(path, footing)) };
}

const names: Record<Medium['kind'], string> = {
  photo: 'a picture',
  video: 'a video',
  gif: 'an animation',
  audio: 'a sound',
};

function fits(mediaType: string, kind: Medium['kind']): boolean {
  switch (kind) {
    case 'photo':
      return pictureTypes.includes(mediaType);
    case 'gif':
      return mediaType.startsWith('video/') || pictureTypes.includes(mediaType);
    case 'video':
      return mediaType.startsWith('video/');
    case 'audio':
      // Sound alone comes in video containers too.
      return (
        mediaType.startsWith('audio/') || mediaType.startsWith('video/') || mediaType === 'application/ogg'
      );
  }
}

async function checkPicture(path: string, footing: Footing) {
  try {
    const { width, height, perceptualHash } = await inspectPicture(path);
    const verdict: Verdict = { shows: 'expected', detail: 'Named by the record; decoded whole.' };
    return { width, height, durationMs: null, hasAudio: null, perceptualHash, verdict };
  } catch (error) {
    return unsound(`cannot be decoded (${reasonOf(error, footing)})`);
  }
}

async function checkVideo(path: string, { tools, signal }: Footing) {
  if (tools.videoDecoder === null) {
    const detail = 'Named by the record; not decoded, for ffmpeg is not installed.';
    return {
      width: null,
      height: null,
      durationMs: null,
      hasAudio: null,
      perceptualHash: null,
      verdict: { shows: 'unchecked', detail } as const,
    };
  }
  const facts = await tools.videoDecoder.inspect(path, signal);
  if ('unsound' in facts) {
    return unsound(`is no sound video or audio: ${facts.unsound}`);
  }
  const detail = 'Named by the record; read whole and its beginning decoded.';
  const verdict: Verdict = { shows: 'expected', detail };
  const { width, height, durationMs, hasAudio } = facts;
  return { width, height, durationMs, hasAudio, perceptualHash: null, verdict };
}

function unsound(reason: string) {
  return { kind: 'unsound', reason } as const;
}
