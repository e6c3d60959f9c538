import type { CaptureState, PostSummary } from '#catalogue/catalogue.ts';
import type { MediaView } from '../post/media-view.ts';

/** Two captures of a post, the older one first. */
export interface Pair {
  post: PostSummary;
  before: CaptureState;
  after: CaptureState;
  mediaView: MediaView;
  at: (path: string) => string;
}
