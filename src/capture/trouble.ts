import { GiveUpError, LeaseLostError, StopWorkerError, TryLaterError } from '#domain/errors.ts';
import { asDiskError } from '#storage/disk-errors.ts';
import type { CaptureJob, CaptureTools } from './job.ts';

const shortestWaitMs = 30_000;
const longestWaitMs = 30 * 60_000;
const longestReason = 300;

/**
 * Why one part of a capture is missing, in words. Rethrows what is not that part's own trouble: the abort, a full disk, a
 * lost lease, what the queue has to act upon.
 */
export function reasonOf(
  error: unknown,
  { signal, tools }: { signal: AbortSignal; tools: CaptureTools },
): string {
  signal.throwIfAborted();
  const actual = asDiskError(error, tools.temporaryDir);
  if (
    actual instanceof TryLaterError ||
    actual instanceof GiveUpError ||
    actual instanceof StopWorkerError ||
    actual instanceof LeaseLostError
  ) {
    throw actual;
  }
  return describe(actual);
}

/** The first line of a message, without control characters, cut where it is long. */
export function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const [line = ''] = message.replace(/\p{Cc}\[[\d;]*m/gu, '').split('\n');
  const plain = line.replace(/\p{Cc}/gu, ' ').trim();
  return plain.length > longestReason ? `${plain.slice(0, longestReason)}…` : plain;
}

/** Throws `TryLaterError` until patience ends; the waits grow with the time already spent. */
export function waitUnlessPatienceEnded(
  job: CaptureJob,
  tools: CaptureTools,
  obstacle: { detail: string; retryAfterMs: number | null },
): void {
  const nowMs = tools.clock.now().getTime();
  const leftMs = job.patienceUntil.getTime() - nowMs;
  if (leftMs <= 0) {
    return;
  }
  const spentMs = nowMs - Date.parse(job.work.firstTriedAt);
  const growing = Math.min(Math.max(spentMs, shortestWaitMs), longestWaitMs);
  // The last try comes right when patience ends, not long after it.
  throw new TryLaterError(obstacle.detail, Math.min(obstacle.retryAfterMs ?? growing, leftMs));
}
