import type { Absence, Obstacle, PostId, PostState } from './post.ts';
import type { PostRecord } from './record.ts';

/** One answer of one source about a post. */
export interface Signal {
  /** Which source said so, e.g. `x/syndication`, `x/oembed`. Sources at different hosts (`url`) are independent. */
  source: string;
  at: string;
  url: string;
  httpStatus: number | null;
  says: 'live' | Absence | Obstacle;
  /** In the source's own words, for the evidence. */
  detail: string | null;
}

/** What one look concludes from its signals. */
export type Conclusion =
  | { kind: 'live'; record: PostRecord }
  | { kind: 'absent'; absence: Absence; record: PostRecord | null }
  /** Told nothing: try again after `retryAfterMs` where the source said when. */
  | { kind: 'unknown'; obstacle: Obstacle; detail: string; retryAfterMs: number | null };

/** A response as it came, kept as evidence. */
export interface RawResponse {
  /** File name stem of the artifact, e.g. `syndication`. */
  name: string;
  url: string;
  finalUrl: string;
  status: number;
  headers: Record<string, string>;
  mediaType: string;
  body: Uint8Array;
  takenAt: string;
}

export interface Look {
  signals: Signal[];
  conclusion: Conclusion;
  raw: RawResponse[];
  /**
   * What the platform's servers want to see with a request for this post's media: a referrer, the cookie that its page set
   * for everybody. They go to no capture.
   */
  mediaHeaders?: Record<string, string>;
  /**
   * Other ids that the platform's own answer gives this very post, beside the one that was asked for; they are merged into
   * it, which nothing undoes. Only ids that the same platform, and on any-host platforms the same server, may speak for.
   */
  aliases?: readonly PostId[];
}

/** A look that was written down. */
export interface PastLook {
  lookId: string;
  at: string;
  /** What it concluded; null where it met an obstacle. */
  told: 'live' | Absence | null;
  /** What was believed with it; `unknown` where it changed nothing. */
  state: PostState;
  signals: Signal[];
}
