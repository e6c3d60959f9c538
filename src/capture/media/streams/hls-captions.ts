import type { CaptionTrack } from '#domain/record.ts';
import { languageTagOf } from '#platforms/reading/caption-track.ts';
import { mediaTrack, parseHls } from './hls.ts';
import { type Piece, type Playlist, type StreamLimits, StreamRefusedError } from './stream.ts';

/** More would be two hours in pieces of 2 s. */
const maxPieces = 3_600;
/** Of the characteristics that a rendition may have (Apple's HLS authoring specification). */
const machineMade = 'public.machine-generated';

/**
 * The renditions of words that a playlist of qualities names (RFC 8216, section 4.3.4.1, `TYPE=SUBTITLES`), each by its own
 * playlist. Those shown whether asked for or not, which translate what is foreign in the film, are left out.
 */
export function captionsInHls(playlist: Playlist, limits: StreamLimits): CaptionTrack[] {
  const parsed = parseHls(playlist, limits);
  if (!parsed.isMasterPlaylist) {
    return [];
  }
  const tracks = parsed.variants
    .flatMap(({ subtitles }) => subtitles)
    .flatMap(({ uri, forced, language, name, characteristics }): CaptionTrack[] => {
      const url = uri ? URL.parse(uri, playlist.url) : null;
      return url === null || forced === true
        ? []
        : [
            {
              url: url.href,
              language: languageTagOf(language),
              label: name || null,
              automatic: characteristics?.includes(machineMade) ?? false,
            },
          ];
    });
  return [...new Map(tracks.map((track) => [track.url, track])).values()];
}

/** The pieces of a playlist of words, none of them encrypted. */
export function planSubtitles(playlist: Playlist, maxDurationMs: number): Piece[] {
  const limits = { maxPieces, maxDurationMs };
  const parsed = parseHls(playlist, limits);
  if (parsed.isMasterPlaylist) {
    throw new StreamRefusedError('lists playlists where it should list words');
  }
  const { pieces } = mediaTrack(parsed, playlist, limits);
  if (pieces.some(({ key }) => key !== null)) {
    throw new StreamRefusedError('is encrypted, which words are not read from');
  }
  return pieces;
}
