import { LeaseLostError } from '#domain/errors.ts';
import type { Logger } from '#logger.ts';

export interface LeaseOptions {
  leaseMs: number;
  /** False where somebody else holds it by now. */
  renew: () => Promise<boolean>;
  signal: AbortSignal;
  logger: Logger;
}

/**
 * Does the work with a signal that ends with the lease, and rejects with `LeaseLostError` then. The lease is renewed at a
 * third of its length; a renewal that failed is tried again until the lease must have run out.
 */
export async function withLease<T>(
  { leaseMs, renew, signal, logger }: LeaseOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const lost = new AbortController();
  let heldUntil = performance.now() + leaseMs;
  let renewing: Promise<void> | undefined;

  async function renewOnce(): Promise<void> {
    const askedAt = performance.now();
    try {
      if (await renew()) {
        heldUntil = askedAt + leaseMs;
      } else {
        lost.abort(new LeaseLostError('another worker holds the lease'));
      }
    } catch (error) {
      logger.warn({ err: error }, 'lease not renewed');
    } finally {
      renewing = undefined;
    }
  }
  const timer = setInterval(() => {
    if (performance.now() >= heldUntil) {
      lost.abort(new LeaseLostError('the lease ran out before it could be renewed'));
    }
    renewing ??= renewOnce();
  }, leaseMs / 3);

  try {
    return await work(AbortSignal.any([signal, lost.signal]));
  } catch (error) {
    throw lost.signal.aborted ? lost.signal.reason : error;
  } finally {
    clearInterval(timer);
    await renewing;
  }
}
