import { z } from 'zod';
import type { Outcome } from '#domain/capture.ts';
import { kindOf } from './web.ts';

export type SubmissionKind = 'link' | 'links' | 'article' | 'article by address';

/** A submission that was answered 202. */
export interface Accepted {
  id: string;
  kind: SubmissionKind;
  acceptedAt: Date;
  done: boolean;
}

export const submission = z.object({
  id: z.string(),
  status: z.string(),
  embeds: z.array(
    z.object({
      postId: z.string(),
      foundUrl: z.string(),
      captureId: z.string().nullable(),
      captureStatus: z.string().nullable(),
    }),
  ),
});

/** A capture that was promised, and what has to come of it. */
export interface Promised {
  postId: string;
  acceptedAt: Date;
  expected: Outcome;
}

/** Every word that clients were given. */
export class Ledger {
  /** Sent, by kind; each counts once, however often it was tried. */
  readonly sent = new Map<SubmissionKind, number>();
  /** By the key under which it was sent. */
  readonly accepted = new Map<string, Accepted>();
  readonly promised = new Map<string, Promised>();
  /** When a look was promised last, by post. */
  readonly rechecks = new Map<string, Date>();
  /** Requests that got no answer, and answers that were no success, by status. */
  readonly setbacks = new Map<string, number>();
  requests = 0;
  cardsRead = 0;
  rangesRead = 0;
  readonly problems: string[] = [];

  countSent(kind: SubmissionKind): void {
    this.sent.set(kind, (this.sent.get(kind) ?? 0) + 1);
  }

  countAnswer(status: number | null): void {
    this.requests += 1;
    if (status === null || status >= 400) {
      const name = status === null ? 'no answer' : String(status);
      this.setbacks.set(name, (this.setbacks.get(name) ?? 0) + 1);
    }
  }

  noteAccepted(key: string, kind: SubmissionKind, answer: unknown): void {
    const { id } = submission.parse(answer);
    const before = this.accepted.get(key);
    if (before !== undefined && before.id !== id) {
      this.problems.push(`${key} was answered as ${before.id}, and asked again as ${id}`);
    }
    this.accepted.set(key, before ?? { id, kind, acceptedAt: new Date(), done: false });
    this.notePromises(answer, this.accepted.get(key)?.acceptedAt ?? new Date());
  }

  notePromises(answer: unknown, acceptedAt: Date): void {
    for (const { postId, captureId } of submission.parse(answer).embeds) {
      if (captureId !== null && !this.promised.has(captureId)) {
        this.promised.set(captureId, { postId, acceptedAt, expected: expectedOf(postId) });
      }
    }
  }

  get open(): Accepted[] {
    return [...this.accepted.values()].filter(({ done }) => !done);
  }
}

function expectedOf(postId: string): Outcome {
  return kindOf(postId) === 'gone' ? 'absent' : 'complete';
}
