import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Footing } from '../../rung.ts';
import { reasonOf } from '../../trouble.ts';
import type { ByteAccount, MediaBudget } from '../budget.ts';
import { readDash } from './dash.ts';
import { fetchTrack } from './fetch-track.ts';
import { readHls } from './hls.ts';
import { joinTracks } from './join-tracks.ts';
import type { PlaylistKind } from './playlist-kind.ts';
import { type Plan, type Playlist, type Rendition, type StreamLimits, StreamRefusedError } from './stream.ts';

export interface StreamRequest {
  kind: PlaylistKind;
  /** Of the playlist, where it is not held already. */
  url: string;
  playlist: Playlist | null;
  headers: Record<string, string>;
  /** Where the stream goes; its pieces go to files whose names begin with it. */
  path: string;
  budget: MediaBudget;
  totalTimeoutMs: number;
  onProgress(fraction: number): void;
}

export type FetchedStream =
  | {
      kind: 'joined';
      pieces: number;
      durationMs: number | null;
      joinedBy: string;
      /** All that were read for it, the first one first. */
      playlists: Playlist[];
      /** For its bytes to be given back, should it be no use after all. */
      account: ByteAccount;
    }
  /** `reason` continues "The stream …". */
  | { kind: 'refused'; reason: string };

/** Of one playlist or manifest. */
export const maxPlaylistBytes = 2_000_000;
const playlistTimeoutMs = 20_000;
/** More would take 4 hours in pieces of 2 s. */
export const maxPieces = 7_200;
/** A stream whose best qualities fail will rarely have a good one. */
const maxRenditionsTried = 3;

/** Fetches the best quality of a stream that can be had whole, and joins it without re-encoding into the file `path`. */
export async function fetchStream(request: StreamRequest, footing: Footing): Promise<FetchedStream> {
  const { tools } = footing;
  if (tools.videoDecoder === null) {
    return {
      kind: 'refused',
      reason: 'comes in pieces, and joining them needs ffmpeg, which is not installed',
    };
  }
  const deadline = AbortSignal.timeout(request.totalTimeoutMs);
  const bounded = { ...footing, signal: AbortSignal.any([footing.signal, deadline]) };
  try {
    return await new StreamFetch(request, bounded).run();
  } catch (error) {
    footing.signal.throwIfAborted();
    if (deadline.aborted) {
      return { kind: 'refused', reason: 'was not whole when its time was over' };
    }
    return { kind: 'refused', reason: inWords(error, footing) };
  }
}

class StreamFetch {
  readonly #request: StreamRequest;
  readonly #footing: Footing;
  readonly #limits: StreamLimits;
  readonly #playlists: Playlist[] = [];

  constructor(request: StreamRequest, footing: Footing) {
    this.#request = request;
    this.#footing = footing;
    this.#limits = { maxPieces, maxDurationMs: footing.tools.limits.maxVideoMs };
  }

  async run(): Promise<FetchedStream> {
    const { kind, url, playlist } = this.#request;
    const first = playlist === null ? await this.#fetchPlaylist(url) : this.#keep(playlist);
    const renditions =
      kind === 'hls'
        ? readHls(first, this.#limits, (inner) => this.#fetchPlaylist(inner))
        : readDash(first, this.#limits);
    if (renditions.length === 0) {
      throw new StreamRefusedError('has a playlist that names no quality');
    }
    const reasons: string[] = [];
    for (const rendition of renditions.slice(0, maxRenditionsTried)) {
      try {
        return await this.#fetchRendition(rendition);
      } catch (error) {
        this.#footing.signal.throwIfAborted();
        reasons.push(
          `${renditions.length > 1 ? `at ${rendition.title} ` : ''}${inWords(error, this.#footing)}`,
        );
      }
    }
    return { kind: 'refused', reason: [...new Set(reasons)].join('; ') };
  }

  async #fetchRendition(rendition: Rendition): Promise<FetchedStream> {
    const plan = await rendition.plan();
    const account = this.#request.budget.open();
    try {
      return await this.#fetchPlan(plan, account);
    } catch (error) {
      account.giveBack();
      throw error;
    } finally {
      await removeBeside(this.#request.path);
    }
  }

  async #fetchPlan({ tracks, durationMs }: Plan, account: ByteAccount): Promise<FetchedStream> {
    const total = tracks.reduce((sum, { pieces }) => sum + pieces.length, 0);
    const paths: string[] = [];
    let done = 0;
    for (const [index, track] of tracks.entries()) {
      const path = `${this.#request.path}.track-${index + 1}`;
      paths.push(path);
      const before = done;
      await fetchTrack(track, path, {
        footing: this.#footing,
        headers: this.#request.headers,
        account,
        maxBytes: Math.max(this.#request.budget.leftBytes, 1),
        onProgress: (pieces) => {
          done = before + pieces;
          this.#request.onProgress(done / total);
        },
      });
    }
    const joinedBy = await joinTracks(paths, this.#request.path, this.#footing);
    return {
      ...{ kind: 'joined', pieces: total, durationMs, joinedBy },
      ...{ playlists: this.#playlists, account },
    };
  }

  async #fetchPlaylist(url: string): Promise<Playlist> {
    const { scope, signal } = this.#footing;
    const options = {
      headers: this.#request.headers,
      maxBytes: maxPlaylistBytes,
      timeoutMs: playlistTimeoutMs,
    };
    const answer = await scope.fetch(url, options, signal);
    if (answer.status !== 200) {
      throw new StreamRefusedError(`has a playlist that could not be had (${url} answered ${answer.status})`);
    }
    const text = new TextDecoder().decode(answer.body);
    return this.#keep({ url: answer.finalUrl, text, takenAt: answer.receivedAt });
  }

  #keep(playlist: Playlist): Playlist {
    this.#playlists.push(playlist);
    return playlist;
  }
}

/** Pieces and tracks, whose names begin with the stream's own. */
async function removeBeside(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await readdir(folder)) {
    if (name.startsWith(`${basename(path)}.`)) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

function inWords(error: unknown, footing: Footing): string {
  return error instanceof StreamRefusedError
    ? error.message
    : `could not be had (${reasonOf(error, footing)})`;
}
