import { spawn } from 'node:child_process';
import { chmod, open } from 'node:fs/promises';
import { z } from 'zod';

/** Looks into audio and video files. */
export interface VideoDecoder {
  /** e.g. `ffmpeg 5.1.9` */
  readonly version: string;
  /** Reads every packet and decodes the beginning. What is wrong with the file is a value. */
  inspect(path: string, signal: AbortSignal): Promise<VideoFacts | { unsound: string }>;
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
const maxOutputBytes = 64 * 1024;
const programPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/homebrew/bin';
const nobody = 65534;
const asNobody = [
  'setpriv',
  `--reuid=${nobody}`,
  `--regid=${nobody}`,
  '--clear-groups',
  '--no-new-privs',
] as const;

/** By descriptor, so that the unprivileged process needs no way through our folders; local files and nothing else. */
const inputOptions = ['-v', 'error', '-protocol_whitelist', 'file', '-i', 'file:/dev/fd/0'];

/**
 * The machine's ffmpeg and ffprobe, null where they do not run. As root they are started as an unprivileged user where
 * `setpriv` is there to do it.
 */
export async function findVideoDecoder(signal: AbortSignal): Promise<VideoDecoder | null> {
  const prefixes: (readonly string[])[] = process.getuid?.() === 0 ? [asNobody, []] : [[]];
  for (const prefix of prefixes) {
    const probe = await runTool([...prefix, 'ffprobe', '-version'], null, signal);
    const main = await runTool([...prefix, 'ffmpeg', '-version'], null, signal);
    if (probe.code === 0 && main.code === 0) {
      const version = /^ffmpeg version (\S+)/.exec(main.stdout)?.[1] ?? 'unknown';
      return {
        version: `ffmpeg ${version}`,
        inspect: (path, inspectSignal) => inspect(prefix, path, inspectSignal),
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

interface ToolEnd {
  /** Null where it did not start or was killed. */
  code: number | null;
  stdout: string;
  stderr: string;
  timedOut: boolean;
}

function because({ stderr, timedOut }: ToolEnd): string {
  const line = stderr
    .split('\n')[0]
    ?.replace(/^\[[^\]]*\]\s*/, '')
    .replaceAll('file:/dev/fd/0: ', '')
    .trim();
  return timedOut ? ` within ${toolTimeoutMs / 1000} s` : line ? ` (${line})` : '';
}

/** Arguments as an array, no shell; the file on its standard input; killed at the time limit or the abort. */
async function runTool(command: string[], inputPath: string | null, signal: AbortSignal): Promise<ToolEnd> {
  signal.throwIfAborted();
  const input = inputPath === null ? null : await open(inputPath, 'r');
  try {
    return await spawnTool(command, input?.fd ?? null, signal);
  } finally {
    await input?.close();
  }
}

async function spawnTool(command: string[], inputFd: number | null, signal: AbortSignal): Promise<ToolEnd> {
  const [program = '', ...args] = command;
  const timeout = AbortSignal.timeout(toolTimeoutMs);
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const child = spawn(program, args, {
    stdio: [inputFd ?? 'ignore', 'pipe', 'pipe'],
    signal: AbortSignal.any([signal, timeout]),
    killSignal: 'SIGKILL',
    env: { PATH: programPath, HOME: '/nonexistent' },
  });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  // Not started (no such program) or killed by the signal; `close` follows both.
  child.on('error', () => undefined);
  child.on('close', (code) => resolve(code));
  const code = await promise;
  signal.throwIfAborted();
  return {
    code: code !== null && code < 0 ? null : code,
    stdout: stdout(),
    stderr: stderr(),
    timedOut: timeout.aborted,
  };
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream?.on('data', (chunk: Buffer) => {
    if (bytes < maxOutputBytes) {
      chunks.push(chunk);
      bytes += chunk.byteLength;
    }
  });
  return () => Buffer.concat(chunks).toString('utf8');
}
