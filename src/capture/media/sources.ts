import { readFile, stat } from 'node:fs/promises';
import type { Artifact } from '#domain/capture.ts';
import type { Footing } from '../rung.ts';
import { reasonOf } from '../trouble.ts';
import { counter, type MediaBudget } from './budget.ts';
import { type CheckedMedium, checkMedium, type SoundMedium } from './check.ts';
import { fetchStream, maxPlaylistBytes } from './streams/fetch-stream.ts';
import { type PlaylistKind, playlistKindOfFile } from './streams/playlist-kind.ts';
import { describeMinutes, type Playlist } from './streams/stream.ts';
import type { WantedFile, WantedSource } from './wanted-files.ts';

/** One file on its way, and what may be used up for it. */
export interface FileFetching {
  file: WantedFile;
  /** Where it goes. */
  path: string;
  footing: Footing;
  headers: Record<string, string>;
  budget: MediaBudget;
  timeLeftMs: number;
  onProgress(fraction: number): void;
}

/** It lies at the path and is sound. */
export interface FileInHand {
  kind: 'in-hand';
  checked: SoundMedium;
  source: Artifact['source'];
  sourceUrl: string;
  takenAt: string;
  playlists: Playlist[];
}

export type Taken = FileInHand | { kind: 'none'; reason: string };

/** What a video may differ from the length that is stated of it: stated lengths are rounded, sound may end later. */
const durationSlackMs = 3_000;
const durationSlackShare = 0.05;
/** From one address that the record names: a file, or a stream in pieces. */
export async function takeFromSource(source: WantedSource, fetching: FileFetching): Promise<Taken> {
  const { budget } = fetching;
  if (budget.leftBytes <= 0) {
    return none(`the file was not fetched: the other media took all ${budget.maxBytes} bytes`);
  }
  return source.playlist === null
    ? await takeFile(source.url, fetching)
    : await takeStream(source.playlist, source.url, null, fetching);
}

/** As the last resort, from the page that shows it, by yt-dlp. */
export async function takeFromPage(fetching: FileFetching): Promise<Taken> {
  const { file, path, footing, budget, timeLeftMs, onProgress } = fetching;
  const { videoFetcher, limits, clock } = footing.tools;
  if (videoFetcher === null) {
    return none('taking it from the page instead needs yt-dlp, which is not installed (YT_DLP_PATH)');
  }
  if (file.pageUrl === null) {
    return none('yt-dlp was not asked: the post has several videos, and it would not tell which is which');
  }
  const takenAt = clock.now().toISOString();
  const { pageUrl } = file;
  const { proxy } = footing.scope;
  const account = budget.open();
  const request = {
    ...{ pageUrl, path, proxy, onProgress, onBytes: counter(account) },
    ...{ maxBytes: budget.leftBytes, maxDurationMs: limits.maxVideoMs, timeoutMs: timeLeftMs },
  };
  let refusal: string | null;
  try {
    const result = await videoFetcher.fetch(request, footing.signal);
    refusal = result.kind === 'refused' ? result.reason : null;
  } catch (error) {
    refusal = `failed (${reasonOf(error, footing)})`;
  }
  if (refusal !== null) {
    account.giveBack();
    return none(`${videoFetcher.version} ${refusal}`);
  }
  const checked = await check(
    fetching,
    `Fetched from ${pageUrl} by ${videoFetcher.version}`,
    file.durationMs,
  );
  return checked.kind === 'sound'
    ? { kind: 'in-hand', checked, source: 'derived', sourceUrl: pageUrl, takenAt, playlists: [] }
    : none(`the file that ${videoFetcher.version} brought ${checked.reason}`);
}

async function takeFile(url: string, fetching: FileFetching): Promise<Taken> {
  const { file, path, footing, headers, budget, timeLeftMs, onProgress } = fetching;
  const { tools, scope, signal } = footing;
  const takenAt = tools.clock.now().toISOString();
  const account = budget.open();
  const count = counter(account);
  let finalUrl: string;
  try {
    const options = {
      toFile: path,
      headers,
      maxBytes: budget.leftBytes,
      idleTimeoutMs: tools.limits.mediaIdleMs,
      totalTimeoutMs: timeLeftMs,
      onProgress(received: number, total: number | null) {
        count(received);
        onProgress(total ? received / total : 0);
      },
    };
    ({ finalUrl } = await scope.download(url, options, signal));
  } catch (error) {
    account.giveBack();
    return none(`the file could not be had (${reasonOf(error, footing)})`);
  }
  const playlist = file.kind === 'photo' ? null : await playlistKindOfFile(path);
  if (playlist !== null) {
    const { size } = await stat(path);
    if (size > maxPlaylistBytes) {
      return none(`the file is a playlist of ${size} bytes, which is not read`);
    }
    const text = await readFile(path, 'utf8');
    return await takeStream(playlist, url, { url: finalUrl, text, takenAt }, fetching);
  }
  const checked = await checkMedium(path, file.kind, footing);
  if (checked.kind === 'unsound') {
    account.giveBack();
    return none(`the file ${checked.reason}`);
  }
  return { kind: 'in-hand', checked, source: 'platform', sourceUrl: url, takenAt, playlists: [] };
}

async function takeStream(
  kind: PlaylistKind,
  url: string,
  playlist: Playlist | null,
  fetching: FileFetching,
): Promise<Taken> {
  const { path, footing, headers, budget, timeLeftMs, onProgress } = fetching;
  const takenAt = footing.tools.clock.now().toISOString();
  const result = await fetchStream(
    { kind, url, playlist, headers, path, budget, totalTimeoutMs: timeLeftMs, onProgress },
    footing,
  );
  if (result.kind === 'refused') {
    return none(`the stream ${result.reason}`);
  }
  const how = `Joined from ${result.pieces} segments without re-encoding by ${result.joinedBy}`;
  const checked = await check(fetching, how, result.durationMs);
  if (checked.kind === 'unsound') {
    result.account.giveBack();
    return none(`the file joined from ${result.pieces} segments ${checked.reason}`);
  }
  const { playlists } = result;
  return { kind: 'in-hand', checked, source: 'derived', sourceUrl: url, takenAt, playlists };
}

/** As files are checked, and whether it lasts as long as was stated: what lacks a part is sound in itself. */
async function check(
  { file, path, footing }: FileFetching,
  how: string,
  statedMs: number | null,
): Promise<CheckedMedium> {
  const checked = await checkMedium(path, file.kind, footing);
  if (checked.kind === 'unsound') {
    return checked;
  }
  const { durationMs, verdict } = checked;
  const slackMs = Math.max(durationSlackMs, (statedMs ?? 0) * durationSlackShare);
  if (statedMs !== null && durationMs !== null && Math.abs(durationMs - statedMs) > slackMs) {
    const lengths = `${Math.round(durationMs / 1000)} s instead of the ${Math.round(statedMs / 1000)} s that are stated`;
    return {
      kind: 'unsound',
      reason: `lasts ${durationMs < 60_000 ? lengths : `${describeMinutes(durationMs)}, ${lengths}`}`,
    };
  }
  return { ...checked, verdict: { ...verdict, detail: `${how}. ${verdict.detail ?? ''}`.trim() } };
}

function none(reason: string) {
  return { kind: 'none', reason } as const;
}
