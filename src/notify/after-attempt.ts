import { waitAfter } from './schedule.ts';
import type { Answer } from './send.ts';

export type Next =
  | { kind: 'delivered' }
  | { kind: 'again'; dueAt: string; throttledUntil: string | null }
  | { kind: 'given-up'; gone: boolean };

/** Standard Webhooks: the server no longer wants any. */
const goneStatus = 410;
/** Under load or at a limit: everything for that server waits. */
const throttlingStatuses = [429, 502, 503, 504];
/** Where such a server does not say for how long. */
const throttledForMs = 30_000;

/** What follows from an answer: `failures` are those before it, since the message was last sent anew. */
export function afterAttempt(
  { status, error, retryAfterMs }: Answer,
  { deliveryId, failures, now }: { deliveryId: string; failures: number; now: Date },
): Next {
  if (error === null) {
    return { kind: 'delivered' };
  }
  if (status === goneStatus) {
    return { kind: 'given-up', gone: true };
  }
  const waitMs = waitAfter(failures + 1, deliveryId);
  if (waitMs === null) {
    return { kind: 'given-up', gone: false };
  }
  const later = (ms: number) => new Date(now.getTime() + ms).toISOString();
  const throttles = status !== null && throttlingStatuses.includes(status);
  return {
    kind: 'again',
    dueAt: later(Math.max(waitMs, retryAfterMs ?? 0)),
    throttledUntil: throttles ? later(retryAfterMs ?? throttledForMs) : null,
  };
}
