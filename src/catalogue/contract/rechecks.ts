import type { Signal } from '#domain/look.ts';
import type { PostId, PostState } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import type { Claim, HandBack } from './work.ts';

export interface RecheckWork {
  postId: PostId;
  canonicalUrl: string;
  /** As in CaptureWork. */
  foundUrl: string | null;
  state: PostState;
  /** True where a capture saw it live. */
  seenLive: boolean;
  currentRecord: PostRecord | null;
}
export interface Rechecks {
  /** Asks for one; false where there is no such post. */
  request(postId: PostId): Promise<boolean>;
  admit(limit: number): Promise<string[]>;
  claim(postId: PostId, leaseMs: number): Promise<Claim<RecheckWork>>;
  /**
   * In one transaction under the token: the look, the new state where it differs (history, event `post.state-changed`,
   * outbox `facts/states/…`), and a new waiting capture where `captureAgain`.
   */
  finish(
    postId: PostId,
    token: number,
    result: { at: string; signals: Signal[]; state: PostState; captureAgain: boolean },
  ): Promise<{ committed: boolean; captureId: string | null }>;
  release(postId: PostId, token: number, again: HandBack): Promise<boolean>;
  requeue(postIds: string[]): Promise<void>;
  stale(olderThanMs: number): Promise<string[]>;
}
