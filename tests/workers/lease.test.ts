import { describe, expect, test } from 'vitest';
import { LeaseLostError } from '#domain/errors.ts';
import { createLogger } from '#logger.ts';
import { withLease } from '../../src/workers/lease.ts';
import { aborted } from '../contracts/queue.ts';

const logger = createLogger({ level: 'silent', pretty: false });
const forever = new AbortController().signal;

describe('work under a lease', () => {
  test('is done while the lease is renewed, for longer than one lease lasts', async () => {
    let renewals = 0;
    const longEnough = Promise.withResolvers<string>();
    const renew = async () => {
      renewals += 1;
      if (renewals === 5) {
        longEnough.resolve('done');
      }
      return true;
    };
    const done = await withLease({ leaseMs: 60, renew, signal: forever, logger }, () => longEnough.promise);
    expect(done).toBe('done');
  });

  test('is aborted when somebody else holds the lease', async () => {
    const work = withLease({ leaseMs: 60, renew: async () => false, signal: forever, logger }, aborted);
    await expect(work).rejects.toBeInstanceOf(LeaseLostError);
  });

  test('is aborted when renewals failed until the lease ran out, not before', async () => {
    let failures = 0;
    const renew = async () => {
      failures += 1;
      throw new Error('the database is away');
    };
    const work = withLease({ leaseMs: 90, renew, signal: forever, logger }, aborted);
    await expect(work).rejects.toBeInstanceOf(LeaseLostError);
    expect(failures).toBeGreaterThan(1);
  });

  test('goes on after a renewal that failed once', async () => {
    let renewals = 0;
    const longEnough = Promise.withResolvers<string>();
    const renew = async () => {
      renewals += 1;
      if (renewals === 1) {
        throw new Error('the database is away');
      }
      if (renewals === 5) {
        longEnough.resolve('done');
      }
      return true;
    };
    const work = withLease({ leaseMs: 150, renew, signal: forever, logger }, (signal) =>
      Promise.race([longEnough.promise, aborted(signal)]),
    );
    await expect(work).resolves.toBe('done');
  });

  test('is aborted with the job, and says why the job was', async () => {
    const job = new AbortController();
    const work = withLease({ leaseMs: 60_000, renew: async () => true, signal: job.signal, logger }, aborted);
    job.abort(new Error('draining'));
    await expect(work).rejects.toThrow('draining');
  });

  test('that failed in its own way because the lease was lost counts as a lost lease', async () => {
    const work = withLease(
      { leaseMs: 60, renew: async () => false, signal: forever, logger },
      async (signal) => {
        await aborted(signal).catch(() => {
          throw new Error('Target page, context or browser has been closed');
        });
      },
    );
    await expect(work).rejects.toBeInstanceOf(LeaseLostError);
  });
});
