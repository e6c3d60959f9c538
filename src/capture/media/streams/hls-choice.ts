import type { types } from 'hls-parser';

type Variant = types.MasterPlaylist['variants'][number];

const pictureCodec = /\b(?:avc\d|hvc1|hev1|vp0?[89]|av01|dvh\w|mp4v)/i;

/** Pictures before sound alone, then by size, then by bandwidth: the best first. Lists of still frames are left out. */
export function sortVariants(variants: Variant[]): Variant[] {
  return variants
    .filter(({ uri, isIFrameOnly }) => uri && isIFrameOnly !== true)
    .toSorted(
      (a, b) => hasPicture(b) - hasPicture(a) || pixels(b) - pixels(a) || bandwidth(b) - bandwidth(a),
    );
}

/** The address of the sound that goes with it: the default one, else the first; null where it is in the variant itself. */
export function pickAudio({ audio }: Variant): string | null {
  const chosen =
    audio.find(({ isDefault }) => isDefault) ?? audio.find(({ autoselect }) => autoselect) ?? audio[0];
  return chosen?.uri ?? null;
}

export function titleOf({ resolution, bandwidth: bitsPerSecond }: Variant): string {
  return resolution ? `${resolution.width} × ${resolution.height}` : `${bitsPerSecond} bit/s`;
}

function hasPicture({ resolution, codecs }: Variant): number {
  // Where nothing is said, it is a picture for all that one knows.
  return resolution !== undefined || codecs === undefined || pictureCodec.test(codecs) ? 1 : 0;
}

function pixels({ resolution }: Variant): number {
  return (resolution?.width ?? 0) * (resolution?.height ?? 0);
}

function bandwidth(variant: Variant): number {
  return variant.bandwidth ?? variant.averageBandwidth ?? 0;
}
