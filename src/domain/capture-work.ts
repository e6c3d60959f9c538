import type { CaptureRequest } from './capture.ts';
import type { PostId } from './post.ts';

/** The result of a finished rung, kept so that a retry need not repeat it. JSON; bytes are in storage. */
export interface SavedRung {
  name: string;
  finishedAt: string;
  result: unknown;
}

/** What is known of a capture that is to be made. */
export interface CaptureWork {
  captureId: string;
  postId: PostId;
  canonicalUrl: string;
  /** As somebody gave it or an article carries it, this capture's own before others, the longest first; null where none is known. */
  foundUrl: string | null;
  /** When it was first tried; patience is counted from here. */
  firstTriedAt: string;
  /** Those that failed before this one; left out where none can have. */
  attempts?: number;
  rungs: SavedRung[];
  /** SHA-256 of the previous manifest of the same post. */
  previousManifest: string | null;
  /** The capture that found the post gone, where this one looks for it in archives of the web. */
  recovers?: string | null;
  /** Who asked for it, the first first; left out where nobody knows. */
  requestedBy?: CaptureRequest[];
}
