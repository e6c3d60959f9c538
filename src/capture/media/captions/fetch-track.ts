import { isUtf8 } from 'node:buffer';
import type { FetchResponse } from '#domain/fetch.ts';
import { inParallel } from '#domain/in-parallel.ts';
import { decodeText } from '#domain/text-encoding.ts';
import type { Footing } from '../../rung.ts';
import type { ByteAccount } from '../budget.ts';
import { planSubtitles } from '../streams/hls-captions.ts';
import { playlistKindIn } from '../streams/playlist-kind.ts';
import type { Piece, Playlist } from '../streams/stream.ts';
import type { Cue } from './cues.ts';
import { joinSegments } from './join-segments.ts';
import { cuesOfSubrip, isSubrip } from './subrip.ts';
import { cuesOfWebvtt, isWebvtt, writeWebvtt } from './webvtt.ts';

export interface TrackFetching {
  headers: Record<string, string>;
  account: ByteAccount;
  footing: Footing;
}

/** A track as WebVTT, which has at least one cue. */
export interface FetchedTrack {
  bytes: Uint8Array;
  takenAt: string;
  cues: number;
  /** What was fetched, where the track was made from it. */
  madeFrom: { how: string; file: Original | null; playlists: Playlist[] } | null;
}

export interface Original {
  bytes: Uint8Array;
  extension: string;
  mediaType: string;
}

/** Of one file; four hours of a machine's words, timed one by one, are less. */
const maxFileBytes = 6_000_000;
const fileTimeoutMs = 20_000;
const atATime = 4;

/** Throws `CaptionsRefusedError` or `StreamRefusedError` where what is there is of no use. */
export async function fetchTrack(url: string, fetching: TrackFetching): Promise<FetchedTrack> {
  const answer = await fetchFile(url, fetching);
  const text = textOf(answer);
  const takenAt = answer.receivedAt;
  if (playlistKindIn(text) === 'hls') {
    return await fetchSegments({ url: answer.finalUrl, text, takenAt }, fetching);
  }
  if (isWebvtt(text)) {
    const cues = cuesOfWebvtt(text).length;
    assertWords(cues);
    return isUtf8(answer.body)
      ? { bytes: answer.body, takenAt, cues, madeFrom: null }
      : made(new TextEncoder().encode(text), cues, answer, { extension: 'vtt', mediaType: 'text/vtt' });
  }
  if (isSubrip(text)) {
    const cues = cuesOfSubrip(text);
    assertWords(cues.length);
    const form = { extension: 'srt', mediaType: 'application/x-subrip' };
    return made(encode(cues), cues.length, answer, form);
  }
  throw new CaptionsRefusedError(text.trim() === '' ? 'is empty' : 'is neither WebVTT nor SubRip');
}

/** Why a track is not taken, in words that continue "The file …". */
export class CaptionsRefusedError extends Error {
  override readonly name = 'CaptionsRefusedError';
}

function made(
  bytes: Uint8Array,
  cues: number,
  { body, receivedAt }: FetchResponse,
  form: { extension: string; mediaType: string },
): FetchedTrack {
  const how = form.extension === 'vtt' ? 'Written anew in UTF-8' : 'Converted from SubRip';
  const madeFrom = { how, file: { bytes: body, ...form }, playlists: [] };
  return { bytes, takenAt: receivedAt, cues, madeFrom };
}

async function fetchSegments(playlist: Playlist, fetching: TrackFetching): Promise<FetchedTrack> {
  const pieces = planSubtitles(playlist, fetching.footing.tools.limits.maxVideoMs);
  const urls = [...new Set(pieces.map(({ url }) => url))];
  const { footing } = fetching;
  const answers = await inParallel(urls, atATime, footing.signal, async (url, signal) => {
    const answer = await fetchFile(url, { ...fetching, footing: { ...footing, signal } });
    return [url, answer] as const;
  });
  const files = new Map(answers);
  const segments = pieces.map((piece, index) => {
    const text = segmentOf(piece, files.get(piece.url));
    if (!isWebvtt(text)) {
      throw new CaptionsRefusedError(`comes in pieces, of which piece ${index + 1} is no WebVTT`);
    }
    return text;
  });
  const cues = joinSegments(segments);
  assertWords(cues.length);
  const how = `Joined from ${segments.length} segments of WebVTT`;
  const madeFrom = { how, file: null, playlists: [playlist] };
  return { bytes: encode(cues), takenAt: playlist.takenAt, cues: cues.length, madeFrom };
}

function segmentOf({ range }: Piece, answer: FetchResponse | undefined): string {
  if (answer === undefined) {
    throw new Error('A piece was planned and not fetched');
  }
  const { body } = answer;
  const part = range === null ? body : body.subarray(range.start, range.start + range.length);
  return textOf({ ...answer, body: part });
}

async function fetchFile(url: string, { headers, account, footing }: TrackFetching): Promise<FetchResponse> {
  const options = { headers, maxBytes: maxFileBytes, timeoutMs: fileTimeoutMs };
  const answer = await footing.scope.fetch(url, options, footing.signal);
  account.spend(answer.body.length);
  if (answer.status !== 200) {
    throw new CaptionsRefusedError(`could not be had (HTTP ${answer.status})`);
  }
  return answer;
}

function textOf({ body, headers }: FetchResponse): string {
  return decodeText(body, headers['content-type'] ?? null).replace(/^\uFEFF/, '');
}

function assertWords(cues: number): void {
  if (cues === 0) {
    throw new CaptionsRefusedError('has no words in it');
  }
}

function encode(cues: readonly Cue[]): Uint8Array {
  return new TextEncoder().encode(writeWebvtt(cues));
}
