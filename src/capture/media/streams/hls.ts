import { parse, setOptions, type types } from 'hls-parser';
import { pickAudio, sortVariants, titleOf } from './hls-choice.ts';
import { planTrack } from './hls-track.ts';
import {
  assertNotTooLong,
  type Playlist,
  type Rendition,
  type StreamLimits,
  StreamRefusedError,
  tooManyPieces,
} from './stream.ts';

/** Its reader looks through the whole list for each entry. */
const maxEntriesOfMaster = 300;
const maxLinesPerPiece = 8;

// Playlists in the wild break small rules; its words about them belong in no log of ours.
setOptions({ strictMode: false, silent: true });

/**
 * The renditions of an HLS playlist (RFC 8216), best first. One that lists qualities is followed one level; one that lists
 * pieces is itself the only rendition.
 */
export function readHls(
  first: Playlist,
  limits: StreamLimits,
  fetchPlaylist: (url: string) => Promise<Playlist>,
): Rendition[] {
  const playlist = parseHls(first, limits);
  if (!playlist.isMasterPlaylist) {
    return [
      { title: 'its only quality', plan: async () => planOf([mediaTrack(playlist, first, limits)], limits) },
    ];
  }
  const openTrack = async (uri: string) => {
    const inner = await fetchPlaylist(resolve(uri, first.url));
    const parsed = parseHls(inner, limits);
    if (parsed.isMasterPlaylist) {
      throw new StreamRefusedError('lists playlists that list playlists again');
    }
    return mediaTrack(parsed, inner, limits);
  };
  return sortVariants(playlist.variants).map((variant) => ({
    title: titleOf(variant),
    async plan() {
      const audio = pickAudio(variant);
      const picture = await openTrack(variant.uri);
      // A rendition of sound that is the variant itself: sound alone.
      const isSeparate = audio !== null && resolve(audio, first.url) !== resolve(variant.uri, first.url);
      return planOf(isSeparate ? [picture, await openTrack(audio)] : [picture], limits);
    },
  }));
}

type PlannedTrack = ReturnType<typeof planTrack>;

function planOf(tracks: [PlannedTrack] | [PlannedTrack, PlannedTrack], limits: StreamLimits) {
  const durationMs = Math.max(...tracks.map((track) => track.durationMs));
  assertNotTooLong(durationMs, limits);
  if (tracks.reduce((sum, { pieces }) => sum + pieces.length, 0) > limits.maxPieces) {
    throw tooManyPieces(limits);
  }
  return { tracks, durationMs };
}

/** Throws `StreamRefusedError` where it cannot be read or is too long. */
export function parseHls(
  { text }: Playlist,
  limits: StreamLimits,
): types.MasterPlaylist | types.MediaPlaylist {
  if (
    !text
      .trimStart()
      .replace(/^\uFEFF/, '')
      .startsWith('#EXTM3U')
  ) {
    throw new StreamRefusedError('has a playlist that is none (it does not begin with #EXTM3U)');
  }
  if (count(text, /^#EXT-X-(?:STREAM-INF|I-FRAME-STREAM-INF|MEDIA):/gm) > maxEntriesOfMaster) {
    throw new StreamRefusedError(`has a playlist of more than ${maxEntriesOfMaster} qualities`);
  }
  if (
    count(text, /^#EXTINF/gm) > limits.maxPieces ||
    count(text, /\n/g) > limits.maxPieces * maxLinesPerPiece
  ) {
    throw tooManyPieces(limits);
  }
  try {
    return parse(text.replace(/^\uFEFF/, '').trimStart());
  } catch (error) {
    throw new StreamRefusedError('has a playlist that cannot be read', { cause: error });
  }
}

/** The pieces that a playlist of pieces names, to its end. */
export function mediaTrack(
  playlist: types.MediaPlaylist,
  { url }: Playlist,
  limits: StreamLimits,
): PlannedTrack {
  if (!playlist.endlist && playlist.playlistType !== 'VOD') {
    throw new StreamRefusedError('is live: its playlist has no end');
  }
  return planTrack(playlist, url, limits);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

function resolve(uri: string, base: string): string {
  const url = URL.parse(uri, base);
  if (url === null) {
    throw new StreamRefusedError('has a playlist with an address that is none');
  }
  return url.href;
}
