import type { CaptureStatus } from '#domain/capture.ts';
import type { Embed } from '#domain/embed.ts';
import type { Submission } from '#domain/submission.ts';
import type { Page, PageRequest } from './paging.ts';

export interface SubmissionEmbed extends Embed {
  /** The look at the original; null where the embed is a mere link that was not to be archived. */
  captureId: string | null;
  captureStatus: CaptureStatus | null;
  /** The best one held of the post, if any. */
  currentCaptureId: string | null;
}
export type SubmissionStatus = 'waiting' | 'running' | 'done';
export interface SubmissionState extends Omit<Submission, 'embeds'> {
  status: SubmissionStatus;
  finishedAt: string | null;
  embeds: SubmissionEmbed[];
  counts: Record<CaptureStatus, number>;
  /** Why an article could not be fetched, once that is final. */
  articleError: string | null;
  /** Why it was not fetched the last time, where it is tried again. */
  articleDelay: string | null;
}

export interface IdempotencyKey {
  key: string;
  /** Of the API key that sent it. */
  owner: string;
  /** SHA-256 of the request. */
  fingerprint: string;
}
export type Accepted =
  | { kind: 'accepted'; submission: SubmissionState; outboxId: string }
  | { kind: 'replayed'; submission: SubmissionState }
  | { kind: 'key-reused-for-other-request' };

export interface Submissions {
  /**
   * In one transaction: the submission, its embeds, the posts they name (aliases followed) and their captures. An embed
   * joins a waiting or running capture of its post, reuses a complete one younger than `maxAgeSeconds`, else gets a new
   * one (id made here). Embeds of form `link` get none unless `links`. Writes the event `submission` and the outbox
   * document `facts/submissions/<id>.json`. The same idempotency key and fingerprint within 24 h replays.
   */
  accept(submission: Submission, idempotency: IdempotencyKey | null): Promise<Accepted>;
  get(id: string): Promise<SubmissionState | null>;
  /** In the order of its rows. */
  ofSheet(sheetId: string): Promise<SubmissionState[]>;
  list(page: PageRequest): Promise<Page<SubmissionState>>;
  /** Of whoever sent them (`by`): captures that wait or run, and submissions since a time. */
  load(by: string, since: string): Promise<{ openCaptures: number; submissions: number }>;
}
