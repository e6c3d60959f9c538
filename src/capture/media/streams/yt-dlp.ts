import { spawn } from 'node:child_process';
import { chown, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import type { ProxyCredentials } from '#egress/egress.ts';
import { killGroup } from '../../browser/process-group.ts';
import { commandOnPath } from '../../command-on-path.ts';
import {
  assertDiskNotFull,
  asUnprivileged,
  programPath,
  runProgram,
  unprivilegedUser,
} from '../../outside-program.ts';
import { describe } from '../../trouble.ts';
import { readYtDlpOutput } from './yt-dlp-output.ts';

/** Fetches the video of a post's page where the platform's own answers name no file that can be had. */
export interface VideoFetcher {
  /** e.g. `yt-dlp 2026.08.19` */
  readonly version: string;
  /** Writes the video to the file `path`, working in a folder beside it. Why there is none is a value. */
  fetch(
    request: VideoRequest,
    signal: AbortSignal,
  ): Promise<{ kind: 'fetched' } | { kind: 'refused'; reason: string }>;
}

export interface VideoRequest {
  pageUrl: string;
  path: string;
  /** The gateway, through which alone it may go out. */
  proxy: ProxyCredentials;
  maxBytes: number;
  maxDurationMs: number;
  timeoutMs: number;
  onProgress(fraction: number): void;
  /** Of all its files together so far; throws where they are too many. */
  onBytes(receivedBytes: number): void;
}

const versionTimeoutMs = 20_000;
const stem = 'video';
/** What http carries: its other ways out (RTMP, MMS, RTSP) know no proxy. */
const overHttp = "[protocol~='^(http|m3u8)']";

/**
 * The configured yt-dlp, else the machine's; null where there is none that runs. As root it is started as an unprivileged
 * user and not at all where that cannot be: it reads what anybody put on a page.
 */
export async function findVideoFetcher(
  configuredPath: string | null,
  signal: AbortSignal,
): Promise<VideoFetcher | null> {
  const program = configuredPath ?? commandOnPath('yt-dlp') ?? 'yt-dlp';
  const prefix = process.getuid?.() === 0 ? asUnprivileged : [];
  const command = [...prefix, program];
  const end = await runProgram(
    [...command, '--version'],
    { input: null, more: [] },
    versionTimeoutMs,
    signal,
  );
  const version = end.stdout.trim().split('\n')[0] ?? '';
  if (end.code !== 0 || version === '') {
    return null;
  }
  return {
    version: `yt-dlp ${version}`,
    fetch: (request, fetchSignal) => fetchVideo(command, request, fetchSignal),
  };
}

async function fetchVideo(
  command: string[],
  request: VideoRequest,
  signal: AbortSignal,
): Promise<{ kind: 'fetched' } | { kind: 'refused'; reason: string }> {
  const folder = `${request.path}.yt-dlp`;
  await mkdir(folder, { mode: 0o700 });
  try {
    if (process.getuid?.() === 0) {
      await chown(folder, unprivilegedUser, unprivilegedUser);
    }
    const end = await run(command, request, folder, signal);
    const found = await findVideo(folder);
    if (end.reason !== null || found === null) {
      return { kind: 'refused', reason: end.reason ?? end.lastWords ?? 'gave no file' };
    }
    await rename(found, request.path);
    return { kind: 'fetched' };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function run(
  command: string[],
  request: VideoRequest,
  folder: string,
  signal: AbortSignal,
): Promise<{ reason: string | null; lastWords: string | null }> {
  signal.throwIfAborted();
  const [program = '', ...prefixed] = command;
  const ending = new AbortController();
  const timeout = AbortSignal.timeout(request.timeoutMs);
  const ended = AbortSignal.any([signal, timeout, ending.signal]);
  // A group of its own, so that what it starts ends with it.
  const child = spawn(program, [...prefixed, ...argumentsOf(request)], {
    cwd: folder,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: environmentOf(request.proxy, program),
  });
  let killed: Promise<unknown> = Promise.resolve();
  const kill = () => {
    killed = child.pid === undefined ? killed : killGroup(child.pid);
  };
  ended.addEventListener('abort', kill, { once: true });
  const exit = Promise.withResolvers<number | null>();
  child.on('error', () => undefined);
  child.on('close', (code) => exit.resolve(code));
  const [code, words] = await Promise.all([
    exit.promise,
    readYtDlpOutput(child, (receivedBytes, totalBytes) => {
      request.onProgress(totalBytes > 0 ? Math.min(receivedBytes / totalBytes, 1) : 0);
      try {
        request.onBytes(receivedBytes);
      } catch (error) {
        ending.abort(error);
      }
    }),
  ]);
  ended.removeEventListener('abort', kill);
  await killed;
  signal.throwIfAborted();
  if (ending.signal.aborted) {
    return { reason: `was ended (${describe(ending.signal.reason)})`, lastWords: null };
  }
  if (timeout.aborted) {
    return { reason: 'did not end in time', lastWords: null };
  }
  const said = words.error ?? words.last;
  assertDiskNotFull(code === 0 ? '' : (said ?? ''));
  return {
    reason: code === 0 ? null : `failed${said === null ? '' : ` (${describe(said)})`}`,
    lastWords: words.last === null ? null : `gave no file (${describe(words.last)})`,
  };
}

/** No settings, plug-ins or commands of anybody's; the page's address comes last and is never taken for an option. */
function argumentsOf({ pageUrl, maxBytes, maxDurationMs }: VideoRequest): string[] {
  return [
    ...['--ignore-config', '--no-cache-dir', '--no-exec', '--no-colors', '--no-mtime', '--no-continue'],
    ...['--no-playlist', '--playlist-items', '1'],
    ...['--match-filters', `!is_live & duration<=?${Math.floor(maxDurationMs / 1000)}`],
    ...['--max-filesize', String(maxBytes), '--abort-on-unavailable-fragments'],
    ...['--socket-timeout', '30', '--retries', '3', '--fragment-retries', '3'],
    ...['--format', `bv*${overHttp}+ba${overHttp}/b${overHttp}`, '--merge-output-format', 'mp4/mkv'],
    ...['--newline', '--progress', '--progress-template'],
    'download:progress %(progress.downloaded_bytes)s %(progress.total_bytes,progress.total_bytes_estimate)s',
    ...['--output', `${stem}.%(ext)s`, '--', pageUrl],
  ];
}

/** The gateway's credential is in the environment, which others on the machine cannot read as they can arguments. */
function environmentOf(proxy: ProxyCredentials, program: string): Record<string, string> {
  const url = new URL(proxy.server);
  url.username = proxy.username;
  url.password = proxy.password;
  const names = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [name, name.toUpperCase()]);
  return {
    ...Object.fromEntries(names.map((name) => [name, url.href])),
    PATH: isAbsolute(program) ? `${programPath}:${dirname(program)}` : programPath,
    LANG: 'C.UTF-8',
    HOME: '.',
    TMPDIR: '.',
    YTDLP_NO_PLUGINS: '1',
    PYTHONDONTWRITEBYTECODE: '1',
  };
}

/** The finished file; parts and single tracks have other names. */
async function findVideo(folder: string): Promise<string | null> {
  const names = (await readdir(folder)).filter(
    (name) => /^video\.\w{2,4}$/.test(name) && !name.endsWith('.part'),
  );
  for (const name of names) {
    const path = join(folder, name);
    // A link would lead out of the folder.
    if ((await lstat(path)).isFile()) {
      return path;
    }
  }
  return null;
}
