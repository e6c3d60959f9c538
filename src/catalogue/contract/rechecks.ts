import type { PastLook, Signal } from '#domain/look.ts';
import type { Absence, PostId, PostState } from '#domain/post.ts';
import type { Author, PostRecord } from '#domain/record.ts';
import type { SiteLimits } from '#domain/site-limits.ts';
import type { Admitted, Claim, HandBack } from './work.ts';

/** What is known of a post when it is looked at. */
export interface KnownPostState {
  state: PostState;
  /** True where a look saw it live. */
  seenLive: boolean;
  /** Of the newest capture of the original that read one. */
  record: PostRecord | null;
  /** The latest looks, the newest first. */
  past: PastLook[];
  account: { absence: Absence | null; profile: Pick<Author, 'name' | 'handle' | 'avatarUrl'> | null } | null;
}

export interface RecheckWork extends KnownPostState {
  postId: PostId;
  canonicalUrl: string;
  /** As in CaptureWork. */
  foundUrl: string | null;
  /** How often a worker took it and went away without a word. */
  lostClaims: number;
}

/** What a look told, and what is believed with it. */
export interface RecheckResult {
  at: string;
  signals: Signal[];
  /** `unknown` where it changes nothing. */
  state: PostState;
  captureAgain: boolean;
  /** What it concluded by itself; left out, what is believed. */
  told?: PastLook['told'];
  /** Looks before that the belief rests on, too. */
  earlier?: PastLook[];
  /** Other ids that the look learned of the same post: they become its aliases. */
  aliases?: readonly PostId[];
  /** As the account called itself. */
  author?: Author | null;
  /** A post found gone, of which nothing is held, is looked for in archives of the web. */
  searchArchives?: boolean;
}

export interface Rechecks {
  /** Asks for one; false where there is no such post. */
  request(postId: PostId): Promise<boolean>;
  /** What people asked for before what watches did. */
  admit(limit: number, options?: { siteLimits?: SiteLimits }): Promise<Admitted[]>;
  claim(postId: PostId, leaseMs: number): Promise<Claim<RecheckWork>>;
  renew(postId: PostId, token: number, leaseMs: number): Promise<boolean>;
  /**
   * In one transaction under the token: the look, the new state where it differs (history, events `post.state-changed` and
   * `post.deleted` or `post.restored`, outbox `facts/states/…`), and a new waiting capture where `captureAgain`.
   */
  finish(
    postId: PostId,
    token: number,
    result: RecheckResult,
  ): Promise<{ committed: boolean; captureId: string | null }>;
  /** By id or alias; null where there is no such post. */
  known(postId: PostId): Promise<KnownPostState | null>;
  release(postId: PostId, token: number, again: HandBack): Promise<boolean>;
  requeue(postIds: string[]): Promise<void>;
  stale(olderThanMs: number): Promise<string[]>;
}
