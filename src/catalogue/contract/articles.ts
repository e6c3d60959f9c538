import type { Embed } from '#domain/embed.ts';
import type { Submission } from '#domain/submission.ts';
import type { Admitted, Claim, HandBack } from './work.ts';

export interface ArticleWork {
  submission: Submission;
  attempts: number;
}
export interface Articles {
  /** Marks up to `limit` due articles as enqueued; their ids are those of their submissions. Shared out as captures are. */
  admit(limit: number): Promise<Admitted[]>;
  claim(submissionId: string, leaseMs: number): Promise<Claim<ArticleWork>>;
  renew(submissionId: string, token: number, leaseMs: number): Promise<boolean>;
  /** In one transaction, only under the token: the embeds and their captures, as `accept` would; outbox and event too. */
  finish(submissionId: string, token: number, embeds: Embed[]): Promise<boolean>;
  /** Cannot be fetched, for good. */
  fail(submissionId: string, token: number, reason: string): Promise<boolean>;
  /** Handed back, due at `notBefore`; `costsAttempt` counts it. */
  release(submissionId: string, token: number, again: HandBack): Promise<boolean>;
  requeue(submissionIds: string[]): Promise<void>;
  /** Enqueued longer than `olderThanMs` ago and neither leased nor finished. */
  stale(olderThanMs: number): Promise<string[]>;
}
