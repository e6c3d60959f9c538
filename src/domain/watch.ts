import type { Absence, PostId } from './post.ts';

/** What the plan of a watch follows from. Times are milliseconds since the epoch, by the business clock. */
export interface WatchFacts {
  postId: PostId;
  /** When it was archived first, last changed its state, or was edited: what is new is looked at often. */
  beganAt: number;
  /** The latest article that embeds it. */
  articleAt: number | null;
  lastLook: { at: number; told: 'live' | Absence | null; isBelieved: boolean } | null;
  /** The last look that met no obstacle. */
  lastTellingAt: number | null;
  isGone: boolean;
  labels: string[];
  authorId: string | null;
  /** When the account was found gone, or back; its other posts that are held, and those of them that are gone. */
  account: { changedAt: number | null; posts: number; gone: number } | null;
  /** As somebody chose for it. */
  chosenEveryMs: number | null;
}

export interface WatchPlan {
  nextAt: number;
  /** The wait between looks, as the plan stands. */
  everyMs: number;
}
