import type { CaptureEnd, Catalogue } from '#catalogue/catalogue.ts';
import type { Manifest } from '#domain/capture.ts';
import type { PostId } from '#domain/post.ts';
import { believe } from '#recheck/conclude.ts';

/** An absence that a capture met is believed by the evidence for it, as that of any look. */
export async function beliefOf(
  { manifest, state }: CaptureEnd,
  postId: PostId,
  { rechecks }: Pick<Catalogue, 'rechecks'>,
): Promise<Pick<CaptureEnd, 'state' | 'earlier'>> {
  if (state === 'live' || state === 'unknown') {
    return { state };
  }
  const known = await rechecks.known(postId);
  const claim = { absence: state, at: manifest.takenAt, signals: manifest.signals };
  return known === null ? { state } : believe(known, claim);
}

/** What of a platform was seen to work. */
export function kindsIn({
  artifacts,
  record,
  source,
  outcome,
}: Manifest): ('text' | 'media' | 'screenshot')[] {
  if (source !== 'original' || outcome === 'absent') {
    return [];
  }
  const kinds = new Set<'text' | 'media' | 'screenshot'>(record === null ? [] : ['text']);
  for (const { role, mediaType, verdict } of artifacts) {
    // Captions are no sign that the film behind them can be had.
    const isMedium = role === 'media' && !mediaType.startsWith('text/');
    if (isMedium || (role === 'screenshot' && verdict.shows === 'expected')) {
      kinds.add(role);
    }
  }
  return [...kinds];
}
