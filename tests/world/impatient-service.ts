import { serve } from '../../src/serve.ts';
import { quickLeaseMs } from '../faults/quick-service.ts';

/** A role of the service with short leases, that gives its work half a second to end and itself two more to close. */
const roles = { serve: 'all', worker: 'worker' } as const;

const [, , name] = process.argv;
if (name !== 'serve' && name !== 'worker') {
  throw new Error(`${name} is no role here; give serve or worker`);
}
await serve(roles[name], {
  graceMs: 500,
  closingMs: 2000,
  queueLockMs: quickLeaseMs,
  timing: { leaseMs: quickLeaseMs },
});
