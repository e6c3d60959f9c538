import { fileTypeFromFile } from 'file-type';
import { assertDiskNotFull } from '../../outside-program.ts';
import type { Footing } from '../../rung.ts';
import { StreamRefusedError } from './stream.ts';

/** Which of ffmpeg's readers takes a track. It is named, so that no file can pass for a list of other files. */
const readers: Record<string, string> = {
  'video/mp2t': 'mpegts',
  'video/mp4': 'mov',
  'video/x-m4v': 'mov',
  'video/quicktime': 'mov',
  'audio/mp4': 'mov',
  'audio/x-m4a': 'mov',
  'video/webm': 'matroska',
  'video/matroska': 'matroska',
  'video/x-matroska': 'matroska',
  'audio/aac': 'aac',
  'audio/mpeg': 'mp3',
  'audio/vnd.dolby.dd-raw': 'ac3',
};

/** Puts one or two tracks into one file, as they are. Resolves to what did it, e.g. `ffmpeg 5.1.9`. */
export async function joinTracks(
  paths: string[],
  output: string,
  { tools, signal }: Footing,
): Promise<string> {
  const { videoDecoder } = tools;
  if (videoDecoder === null) {
    throw new StreamRefusedError('comes in pieces, and joining them needs ffmpeg, which is not installed');
  }
  const tracks = await Promise.all(paths.map(async (path) => ({ path, reader: await readerOf(path) })));
  const containers = tracks.every(({ reader }) => reader === 'matroska')
    ? (['webm', 'matroska'] as const)
    : (['mp4', 'matroska'] as const);
  let trouble = '';
  for (const container of containers) {
    const end = await videoDecoder.join(tracks, { path: output, container }, signal);
    if (end === null) {
      return videoDecoder.version;
    }
    assertDiskNotFull(end.trouble);
    trouble ||= end.trouble;
  }
  throw new StreamRefusedError(`has pieces that cannot be joined${trouble}`);
}

async function readerOf(path: string): Promise<string> {
  const mediaType = (await fileTypeFromFile(path))?.mime.split(';')[0];
  const reader = readers[mediaType ?? ''];
  if (reader === undefined) {
    throw new StreamRefusedError(
      `has pieces that are ${mediaType ?? 'of no known type'}, no picture and no sound`,
    );
  }
  return reader;
}
