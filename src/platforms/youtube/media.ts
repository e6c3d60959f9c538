import type { MediaVariant, Medium } from '#domain/record.ts';
import { captionsOf } from '../reading/caption-track.ts';
import type { CaptionTrackAnswer, PlayerAnswer, StreamingAnswer } from './schemas.ts';

/** The one video of a player response. */
export function readMedium({ videoDetails, microformat, streamingData, captions }: PlayerAnswer): Medium {
  const page = microformat?.playerMicroformatRenderer;
  const stills = [...(page?.thumbnail?.thumbnails ?? []), ...(videoDetails?.thumbnail?.thumbnails ?? [])];
  const still = stills.toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0))[0];
  const largest = largestOf(streamingData);
  const seconds = Number(videoDetails?.lengthSeconds ?? '0');
  return {
    kind: 'video',
    alt: null,
    width: largest?.width ?? page?.embed?.width ?? null,
    height: largest?.height ?? page?.embed?.height ?? null,
    durationMs: seconds > 0 ? seconds * 1000 : null,
    posterUrl: still === undefined ? null : (URL.parse(still.url, 'https://i.ytimg.com/')?.href ?? null),
    variants: variantsOf(streamingData),
    ...captionsOf((captions?.playerCaptionsTracklistRenderer?.captionTracks ?? []).map(statedTrack)),
  };
}

/** As WebVTT, one of the forms that the same address gives. */
function statedTrack({ baseUrl, languageCode, name, kind }: CaptionTrackAnswer) {
  const url = URL.parse(baseUrl, 'https://www.youtube.com/');
  url?.searchParams.set('fmt', 'vtt');
  const label = name?.simpleText ?? name?.runs?.map(({ text }) => text).join('');
  return { url: url?.href, language: languageCode, label, automatic: kind === 'asr' };
}

function largestOf(streaming: StreamingAnswer | undefined) {
  const formats = [...(streaming?.formats ?? []), ...(streaming?.adaptiveFormats ?? [])];
  return formats.toSorted((a, b) => (b.width ?? 0) - (a.width ?? 0))[0];
}

/** Files with picture and sound, then playlists. Adaptive formats have one of the two each, so none of them is the video. */
function variantsOf(streaming: StreamingAnswer | undefined): MediaVariant[] {
  const files = (streaming?.formats ?? []).flatMap((format): MediaVariant[] => {
    if (format.url === undefined) return [];
    const { url, mimeType: mediaType, bitrate = null, width = null, height = null } = format;
    return [{ url, mediaType, bitrate, width, height }];
  });
  const playlists = [
    playlist(streaming?.hlsManifestUrl, 'application/vnd.apple.mpegurl'),
    playlist(streaming?.dashManifestUrl, 'application/dash+xml'),
  ].filter((variant) => variant !== null);
  return [...files.toSorted((a, b) => (b.bitrate ?? 0) - (a.bitrate ?? 0)), ...playlists];
}

function playlist(url: string | undefined, mediaType: string): MediaVariant | null {
  return url === undefined ? null : { url, mediaType, bitrate: null, width: null, height: null };
}
