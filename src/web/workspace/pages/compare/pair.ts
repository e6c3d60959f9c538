import type { Markup } from '#card/html.ts';
import type { CaptureState, PostSummary } from '#catalogue/catalogue.ts';
import { onDay, when } from '../../parts/time.ts';
import type { MediaView } from '../post/media-view.ts';

/** Two captures of a post, the older one first. */
export interface Pair {
  post: PostSummary;
  before: CaptureState;
  after: CaptureState;
  mediaView: MediaView;
  at: (path: string) => string;
}

/** What tells the one from the other: its day, or its minute where both are of one day. */
export function takenOf({ before, after }: Pair, { takenAt }: CaptureState): Markup | null {
  const areOfOneDay = before.takenAt?.slice(0, 10) === after.takenAt?.slice(0, 10);
  return areOfOneDay ? when(takenAt) : onDay(takenAt);
}
