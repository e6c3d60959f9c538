import type { CaptionTrack } from '#domain/record.ts';
import { languageTagOf } from '#platforms/reading/caption-track.ts';
import { baseUrlOf } from './dash-pieces.ts';
import type { Playlist } from './stream.ts';
import { attribute, childrenOf, type Element, parseXml } from './xml.ts';

/**
 * The sets of words that a manifest names as files of WebVTT (ISO/IEC 23009-1, 5.3.3). Words in segments of MP4 are not read,
 * nor TTML.
 */
export function captionsInDash({ url, text }: Playlist): CaptionTrack[] {
  const mpd = parseXml(text);
  const period = mpd === null ? undefined : childrenOf(mpd, 'Period')[0];
  if (mpd === null || period === undefined) {
    return [];
  }
  const baseUrl = baseUrlOf(period, baseUrlOf(mpd, url));
  return childrenOf(period, 'AdaptationSet').flatMap((set) => trackOf(set, baseUrl));
}

function trackOf(set: Element, baseUrl: string): CaptionTrack[] {
  const [file] = childrenOf(set, 'Representation');
  const type = attribute(set, 'mimeType') ?? (file && attribute(file, 'mimeType'));
  const [address] = file === undefined ? [] : childrenOf(file, 'BaseURL');
  const roles = childrenOf(set, 'Role').map((role) => attribute(role, 'value'));
  if (
    file === undefined ||
    address === undefined ||
    type !== 'text/vtt' ||
    roles.includes('forced-subtitle')
  ) {
    return [];
  }
  return [
    {
      url: baseUrlOf(file, baseUrlOf(set, baseUrl)),
      language: languageTagOf(attribute(set, 'lang') ?? attribute(file, 'lang')),
      label: childrenOf(set, 'Label')[0]?.textContent?.trim() || null,
      automatic: false,
    },
  ];
}
