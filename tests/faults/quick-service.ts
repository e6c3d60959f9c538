import { serve } from '../../src/serve.ts';
import { defaultTiming } from '../../src/workers/dependencies.ts';

/**
 * The service with leases and intervals of a fifth of what operators have, so that what waits for a lease can be tried over
 * and over. The same code in every other way.
 */
const share = 5;
const { leaseMs, sweepEveryMs, lostAfterMs, firstBackoffMs, logEveryMs, heartbeatEveryMs } = defaultTiming;

/** In ms; the queue's lock is as long as the lease, as it is by default. */
export const quickLeaseMs = leaseMs / share;

const roles = { serve: 'all', api: 'api', worker: 'worker' } as const;

const [, main, name] = process.argv;
if (main === import.meta.filename) {
  await serve(roleOf(name), {
    queueLockMs: quickLeaseMs,
    timing: {
      leaseMs: quickLeaseMs,
      sweepEveryMs: sweepEveryMs / share,
      lostAfterMs: lostAfterMs / share,
      firstBackoffMs: firstBackoffMs / share,
      logEveryMs: logEveryMs / share,
      heartbeatEveryMs: heartbeatEveryMs / share,
    },
  });
}

function roleOf(given: string | undefined) {
  if (given === 'serve' || given === 'api' || given === 'worker') {
    return roles[given];
  }
  throw new Error(`${given} is no role; give serve, api or worker`);
}
