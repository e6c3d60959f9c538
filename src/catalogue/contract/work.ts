import type { Priority } from '#domain/submission.ts';

export interface Admitted {
  id: string;
  priority: Priority;
  /** Goes to the head of the queue. */
  overtakes: boolean;
}
export type Claim<T> =
  | { kind: 'claimed'; token: number; work: T }
  /** Somebody holds a live lease, for so long from now by the database's clock. */
  | { kind: 'held'; remainingMs: number }
  | { kind: 'finished' }
  | { kind: 'missing' };
export interface HandBack {
  /** Due again so many milliseconds from now. */
  notBeforeMs: number;
  costsAttempt: boolean;
  reason: string | null;
}
