import type { HandBack } from '#catalogue/catalogue.ts';
import {
  CatalogueAwayError,
  GiveUpError,
  LeaseLostError,
  StopWorkerError,
  StorageAwayError,
  TryLaterError,
} from '#domain/errors.ts';
import type { Logger } from '#logger.ts';

/** A job that fails this often for a reason nobody foresaw ends. */
export const maxAttempts = 5;
const longestBackoffMs = 10 * 60_000;

export interface Failure {
  error: unknown;
  /** Of the job: aborted when the worker drains or the queue lost the job. */
  signal: AbortSignal;
  /** Those that failed before. */
  attempts: number;
  now: Date;
  patienceUntil: Date;
  firstBackoffMs: number;
}

export interface Holder {
  /** Under the token; false where somebody else holds it by now. */
  release: (again: HandBack) => Promise<unknown>;
  /** For good, with nothing to show. */
  end: (outcome: 'blocked' | 'failed', reason: string) => Promise<void>;
  stop: (reason: StopWorkerError) => void;
  logger: Logger;
}

/** Does with a claimed row what its failure asks for, and rejects where the queue has to hand its job back too. */
export async function handBack(failure: Failure, holder: Holder): Promise<void> {
  const next = aftermath(failure);
  holder.logger.info({ err: failure.error, next: next.kind, attempts: failure.attempts }, 'job interrupted');
  switch (next.kind) {
    case 'lost':
      return;
    case 'untouched':
      return releaseUntouched(holder, next.rethrow);
    case 'again':
      await holder.release(next.handBack);
      return;
    case 'over':
      try {
        await holder.end(next.outcome, next.reason);
      } catch (error) {
        if (error instanceof StopWorkerError) {
          return releaseUntouched(holder, error);
        }
        if (error instanceof StorageAwayError) {
          // What it ends with could not be written; it ends when it can.
          await holder.release(whenStorageIsBack(error));
          return;
        }
        throw error;
      }
  }
}

async function releaseUntouched(holder: Holder, rethrow: unknown): Promise<never> {
  if (rethrow instanceof StopWorkerError) {
    holder.stop(rethrow);
  }
  await holder.release({ notBeforeMs: 0, costsAttempt: false, reason: null });
  throw rethrow;
}

type Aftermath =
  /** As if it had never been taken. */
  | { kind: 'untouched'; rethrow: unknown }
  /** Somebody else has it. */
  | { kind: 'lost' }
  | { kind: 'again'; handBack: HandBack }
  | { kind: 'over'; outcome: 'blocked' | 'failed'; reason: string };

/** Errors are named for what the queue should do next; this is where it is done. */
function aftermath(failure: Failure): Aftermath {
  const { error, signal } = failure;
  if (signal.aborted) {
    return { kind: 'untouched', rethrow: signal.reason };
  }
  if (error instanceof StopWorkerError) {
    return { kind: 'untouched', rethrow: error };
  }
  if (error instanceof LeaseLostError) {
    return { kind: 'lost' };
  }
  if (error instanceof StorageAwayError) {
    return { kind: 'again', handBack: whenStorageIsBack(error) };
  }
  if (error instanceof CatalogueAwayError) {
    // Where it is away still, this cannot be written either, and the lease ends by itself.
    return {
      kind: 'again',
      handBack: { notBeforeMs: failure.firstBackoffMs, costsAttempt: false, reason: error.message },
    };
  }
  if (error instanceof TryLaterError) {
    return tryLater(failure, error);
  }
  if (error instanceof GiveUpError) {
    return { kind: 'over', outcome: 'failed', reason: error.message };
  }
  return tryAgain(failure);
}

/** Patience is for platforms: our own outage ends nothing. */
function whenStorageIsBack({ retryAfterMs, message }: StorageAwayError): HandBack {
  return { notBeforeMs: Math.max(0, retryAfterMs), costsAttempt: false, reason: message };
}

/** The last try comes right when patience ends, not long after it. */
function tryLater({ now, patienceUntil }: Failure, error: TryLaterError): Aftermath {
  const leftMs = patienceUntil.getTime() - now.getTime();
  if (leftMs <= 0) {
    return { kind: 'over', outcome: 'blocked', reason: error.message };
  }
  const notBeforeMs = Math.min(Math.max(0, error.retryAfterMs), leftMs);
  return { kind: 'again', handBack: { notBeforeMs, costsAttempt: false, reason: error.message } };
}

function tryAgain({ error, attempts, firstBackoffMs }: Failure): Aftermath {
  const reason = error instanceof Error ? error.message : String(error);
  if (attempts + 1 >= maxAttempts) {
    return { kind: 'over', outcome: 'failed', reason: `failed ${maxAttempts} times, at last: ${reason}` };
  }
  const notBeforeMs = Math.min(firstBackoffMs * 2 ** attempts, longestBackoffMs);
  return { kind: 'again', handBack: { notBeforeMs, costsAttempt: true, reason } };
}
