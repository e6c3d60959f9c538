import { chmod, open } from 'node:fs/promises';
import { z } from 'zod';
import { asUnprivileged, type ProgramEnd, runProgram } from '../outside-program.ts';

/** Looks into audio and video files, and puts tracks into one. */
export interface VideoDecoder {
  /** e.g. `ffmpeg 5.1.9` */
  readonly version: string;
  /** Reads every packet and decodes the beginning. What is wrong with the file is a value. */
  inspect(path: string, signal: AbortSignal): Promise<VideoFacts | { unsound: string }>;
  /**
   * Writes the picture and sound of a track, or the picture of the first and the sound of the second, as they are into one
   * file. Null once it is written; what is wrong with the tracks is a value, in words or empty.
   */
  join(tracks: JoinedTrack[], output: JoinedFile, signal: AbortSignal): Promise<{ trouble: string } | null>;
}

export interface JoinedTrack {
  path: string;
  /** ffmpeg's name of the format. */
  reader: string;
}

export interface JoinedFile {
  path: string;
  container: 'mp4' | 'webm' | 'matroska';
}

export interface VideoFacts {
  hasVideo: boolean;
  hasAudio: boolean;
  width: number | null;
  height: number | null;
  durationMs: number | null;
}

const toolTimeoutMs = 60_000;
const decodedSeconds = 10;
const maxFramePixels = 100_000_000;
/** Half a gigabyte is written twice, for the index of an MP4 comes to its front. */
const joinTimeoutMs = 5 * 60_000;

/** By descriptor, so that the unprivileged process needs no way through our folders; local files and nothing else. */
const inputOptions = ['-v', 'error', '-protocol_whitelist', 'file', '-i', 'file:/dev/fd/0'];

/**
 * The machine's ffmpeg and ffprobe, null where they do not run. As root they are started as an unprivileged user where
 * `setpriv` is there to do it.
 */
export async function findVideoDecoder(signal: AbortSignal): Promise<VideoDecoder | null> {
  const prefixes: (readonly string[])[] = process.getuid?.() === 0 ? [asUnprivileged, []] : [[]];
  for (const prefix of prefixes) {
    const probe = await runTool([...prefix, 'ffprobe', '-version'], null, signal);
    const main = await runTool([...prefix, 'ffmpeg', '-version'], null, signal);
    if (probe.code === 0 && main.code === 0) {
      const version = /^ffmpeg version (\S+)/.exec(main.stdout)?.[1] ?? 'unknown';
      return {
        version: `ffmpeg ${version}`,
        inspect: (path, inspectSignal) => inspect(prefix, path, inspectSignal),
        join: (tracks, output, joinSignal) => join(prefix, tracks, output, joinSignal),
      };
    }
  }
  return null;
}

async function inspect(
  prefix: readonly string[],
  path: string,
  signal: AbortSignal,
): Promise<VideoFacts | { unsound: string }> {
  await chmod(path, 0o644);
  const shown = ['-of', 'json', '-show_entries', 'format=duration:stream=codec_type,width,height'];
  const probed = await runTool([...prefix, 'ffprobe', ...shown, ...inputOptions], path, signal);
  const facts = probed.code === 0 ? readFacts(probed.stdout) : null;
  if (facts === null) {
    return { unsound: `ffprobe cannot read it${because(probed)}` };
  }
  if ((facts.width ?? 0) * (facts.height ?? 0) > maxFramePixels) {
    return { unsound: `its frames of ${facts.width} × ${facts.height} pixels are too large` };
  }
  const ffmpeg = [...prefix, 'ffmpeg', '-nostdin', '-xerror', '-threads', '1', ...inputOptions];
  const everyStream = ['-map', '0:v?', '-map', '0:a?'];
  const read = await runTool([...ffmpeg, ...everyStream, '-c', 'copy', '-f', 'null', '-'], path, signal);
  if (read.code !== 0) {
    return { unsound: `it is cut short or damaged${because(read)}` };
  }
  const beginning = ['-t', String(decodedSeconds), '-f', 'null', '-'];
  const decoded = await runTool([...ffmpeg, ...everyStream, ...beginning], path, signal);
  return decoded.code === 0 ? facts : { unsound: `it cannot be decoded${because(decoded)}` };
}

const probeSchema = z.object({
  format: z.object({ duration: z.coerce.number().optional() }),
  streams: z.array(
    z.object({ codec_type: z.string(), width: z.number().optional(), height: z.number().optional() }),
  ),
});

function readFacts(json: string): VideoFacts | null {
  const parsed = probeSchema.safeParse(JSON.parse(json));
  if (!parsed.success) {
    return null;
  }
  const { streams, format } = parsed.data;
  const video = streams.find(({ codec_type }) => codec_type === 'video');
  return {
    hasVideo: video !== undefined,
    hasAudio: streams.some(({ codec_type }) => codec_type === 'audio'),
    width: video?.width ?? null,
    height: video?.height ?? null,
    durationMs: format.duration === undefined ? null : Math.round(format.duration * 1000),
  };
}

/** All files by descriptor; see `inputOptions`. */
async function join(
  prefix: readonly string[],
  tracks: JoinedTrack[],
  { path, container }: JoinedFile,
  signal: AbortSignal,
): Promise<{ trouble: string } | null> {
  await using files = new AsyncDisposableStack();
  const descriptors: number[] = [];
  for (const track of tracks) {
    await chmod(track.path, 0o644);
    descriptors.push(files.use(await open(track.path, 'r')).fd);
  }
  const output = files.use(await open(path, 'w+'));
  // The folder is ours alone; within it the unprivileged process must be able to write to this one file.
  await chmod(path, 0o666);
  const inputs = tracks.flatMap(({ reader }, index) => [
    ...['-protocol_whitelist', 'file', '-f', reader],
    ...['-i', `file:/dev/fd/${index + 3}`],
  ]);
  const sound = tracks.length > 1 ? '1:a:0' : '0:a:0?';
  const command = [
    ...[...prefix, 'ffmpeg', '-nostdin', '-v', 'error', '-y'],
    // Two tracks are moved together, or picture and sound would drift apart by what one begins earlier.
    ...(tracks.length > 1 ? ['-copyts', ...inputs, '-avoid_negative_ts', 'make_zero'] : inputs),
    ...['-map', '0:v:0?', '-map', sound, '-c', 'copy', '-fflags', '+bitexact'],
    ...(container === 'mp4' ? ['-movflags', '+faststart'] : []),
    ...['-f', container, `file:/dev/fd/${tracks.length + 3}`],
  ];
  const more = [...descriptors, output.fd];
  const end = await runProgram(command, { input: null, more }, joinTimeoutMs, signal);
  return end.code === 0 ? null : { trouble: because(end) };
}

function because({ stderr, timedOut }: ProgramEnd): string {
  const line = stderr
    .split('\n')[0]
    ?.replace(/^\[[^\]]*\]\s*/, '')
    .replaceAll(/file:\/dev\/fd\/\d+: /g, '')
    .trim();
  return timedOut ? ' within the time that it is given' : line ? ` (${line})` : '';
}

/** The file on its standard input. */
async function runTool(
  command: string[],
  inputPath: string | null,
  signal: AbortSignal,
): Promise<ProgramEnd> {
  signal.throwIfAborted();
  const input = inputPath === null ? null : await open(inputPath, 'r');
  try {
    return await runProgram(command, { input: input?.fd ?? null, more: [] }, toolTimeoutMs, signal);
  } finally {
    await input?.close();
  }
}
