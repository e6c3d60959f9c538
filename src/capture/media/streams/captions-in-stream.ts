import type { CaptionTrack } from '#domain/record.ts';
import { captionsInDash } from './dash-captions.ts';
import { captionsInHls } from './hls-captions.ts';
import { playlistKindIn } from './playlist-kind.ts';
import type { Playlist, StreamLimits } from './stream.ts';

/** The tracks of words that the first playlist of a stream names beside picture and sound. */
export function captionsInStream([first]: readonly Playlist[], limits: StreamLimits): CaptionTrack[] {
  if (first === undefined) {
    return [];
  }
  return playlistKindIn(first.text) === 'dash' ? captionsInDash(first) : captionsInHls(first, limits);
}
