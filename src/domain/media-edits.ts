import type { Artifact } from './capture.ts';
import type { Edit } from './edits.ts';

/** Of 64 bits: pictures that were scaled or encoded anew differ in fewer. */
const nearBits = 8;

type Medium = Pick<Artifact, 'role' | 'name' | 'sha256' | 'mediaType' | 'perceptualHash'>;

/**
 * Whether the media of two captures are others, by their bytes and, where these differ, by what they show. Only where both
 * captures hold as many: what one of them could not fetch is no edit. Films are encoded anew at any time and have no
 * likeness to compare by; of them nothing is said.
 */
export function mediaEdits(before: readonly Medium[], after: readonly Medium[]): Edit[] {
  const [old, now] = [mediaOf(before), mediaOf(after)];
  if (old.length !== now.length || old.every((medium, place) => showsSame(medium, now[place]))) {
    return [];
  }
  const names = (media: readonly Medium[]) => media.map(({ name }) => name).join(', ');
  return [{ field: 'media', from: names(old), to: names(now) }];
}

/** Captions are said beside a film, and made and corrected when it has long been seen. */
function mediaOf(artifacts: readonly Medium[]): Medium[] {
  return artifacts.filter(({ role, mediaType }) => role === 'media' && !mediaType.startsWith('text/'));
}

function showsSame(before: Medium, after: Medium | undefined): boolean {
  if (after === undefined || before.sha256 === after.sha256) {
    return true;
  }
  if (before.perceptualHash === null || after.perceptualHash === null) {
    return true;
  }
  return bitsApart(before.perceptualHash, after.perceptualHash) <= nearBits;
}

function bitsApart(a: string, b: string): number {
  let bits = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; bits > 0n; bits &= bits - 1n) {
    count += 1;
  }
  return count;
}
