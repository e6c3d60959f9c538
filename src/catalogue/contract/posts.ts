import type { Manifest, Outcome } from '#domain/capture.ts';
import type { Embed } from '#domain/embed.ts';
import type { PostId, PostState } from '#domain/post.ts';
import type { Author } from '#domain/record.ts';
import type { Page, PageRequest } from './paging.ts';

export interface PostSummary {
  postId: PostId;
  aliases: string[];
  platform: string;
  canonicalUrl: string;
  author: Author | null;
  text: string | null;
  language: string | null;
  publishedAt: string | null;
  state: PostState;
  stateSince: string | null;
  editedAt: string | null;
  labels: string[];
  currentCaptureId: string | null;
  captures: { id: string; takenAt: string | null; outcome: Outcome; source: Manifest['source'] }[];
  watch: { nextAt: string; everySeconds: number } | null;
  /** The last look, whatever it told. */
  lookedAt: string | null;
  tags: string[];
  collection: string | null;
  note: string | null;
  restricted: boolean;
  /** Best quotation an article carries of it. */
  quotation: Embed['quotation'];
}
export interface PostQuery {
  q?: string;
  platform?: string;
  author?: string;
  state?: PostState;
  /** Of the best capture. */
  outcome?: Outcome;
  tag?: string;
  collection?: string;
  /** Only those that are restricted, or only those that are not. */
  restricted?: boolean;
  from?: string;
  to?: string;
}
export interface HistoryItem {
  at: string;
  kind: 'state' | 'edit' | 'merge' | 'restriction' | 'capture';
  from: string | null;
  to: string | null;
  evidence: unknown;
  diff: unknown;
}
export interface PostPatch {
  tags?: string[];
  collection?: string | null;
  note?: string | null;
  watch?: WatchWish;
  restricted?: boolean;
}
/** Whether to look again, or how often. */
export type WatchWish = boolean | { everySeconds: number };
/** What is said of a post that is hidden, or shown again. */
export interface RestrictionStatement {
  kind: 'restriction';
  at: string;
  by: string;
  reason: string | null;
  postId: PostId;
  restricted: boolean;
}
/** A signed document, byte for byte, and the SHA-256 of those bytes. */
export interface SealedStatement {
  sha256: string;
  body: string;
}
export interface Posts {
  /** By id or any alias. */
  get(postIdOrAlias: string): Promise<PostSummary | null>;
  search(query: PostQuery, page: PageRequest): Promise<Page<PostSummary>>;
  history(postId: PostId, page: PageRequest): Promise<Page<HistoryItem>>;
  /**
   * Null where there is no such post. A change of `restricted` goes into the log in the same transaction, as the statement
   * that `seal` signs.
   */
  patch(
    postId: PostId,
    patch: PostPatch,
    by: string,
    restriction?: { reason: string | null; seal: (statement: RestrictionStatement) => SealedStatement },
  ): Promise<PostSummary | null>;
  /**
   * In one transaction: `from` becomes an alias of `to`, what hung on it (embeds, captures, looks, aliases) moves, the
   * merge is recorded (history row, outbox `facts/merges/…`). Idempotent; `to` is created where it is new.
   */
  merge(from: PostId, to: { postId: PostId; canonicalUrl: string }, evidence: unknown): Promise<void>;
}
