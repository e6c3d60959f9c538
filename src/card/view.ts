import type { Artifact, Missing, Outcome, Provenance } from '#domain/capture.ts';
import type { Quotation } from '#domain/embed.ts';
import type { Absence, PostId, PostState } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';

/** All that a card shows. Plain data, so that the web, the capture's stand-in pictures and tests make it alike. */
export interface CardView {
  post: CardPost;
  /** The capture to show; null where none has ended yet. */
  capture: CardCapture | null;
  /**
   * Where an artifact's bytes are: a path of ours or a `data:` URL. Null leaves the artifact out, so a still picture can
   * be made with a video's poster alone.
   */
  mediaUrl: (name: string) => string | null;
  /** The page that tells how all this is known, a path of ours; where there is none, the card names none. */
  evidenceUrl?: string | null;
}

export interface CardPost {
  postId: PostId;
  platform: string;
  canonicalUrl: string;
  state: PostState;
  /** When the state was first seen, RFC 3339. */
  stateSince: string | null;
  editedAt: string | null;
  /** What an article carries of the post. */
  quotation: Quotation | null;
}

export interface CardCapture {
  takenAt: string;
  outcome: Outcome;
  absence: Absence | null;
  source: 'original' | 'archive' | 'quotation';
  record: PostRecord | null;
  artifacts: Artifact[];
  missing: Missing[];
  provenance: Pick<Provenance, 'archiveUrl' | 'archivedAt'> | null;
}
