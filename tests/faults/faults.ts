import { bucketErrors, bucketGivesOther, bucketHalves, bucketSilent, bucketStoresOther } from './bucket.ts';
import type { Fault } from './fault.ts';
import { killApi } from './kill-api.ts';
import { killAfterArrival } from './kill-arrivals.ts';
import { killService, killWorker } from './kill-at-random.ts';
import { killAtSteps } from './kill-at-steps.ts';
import { killBeforeDelivery } from './kill-deliveries.ts';
import { bitRotNamed, bitRotOfDatabase, bitRotRepaired } from './local/bit-rot.ts';
import { blockedLoop } from './local/blocked-loop.ts';
import { browserStrikes } from './local/browser-strikes.ts';
import { clockSteps, clocksApart } from './local/clock.ts';
import { dataDiskFull, temporaryDiskFull } from './local/disk-full.ts';
import { failingFsync, failingLink } from './local/failing-calls.ts';
import { hostileSites } from './local/hostile-sites.ts';
import { powerCut } from './local/power-cut.ts';
import { connectionCut, connectionsEnded, postgresRestarted } from './postgres.ts';
import { redisFlushed, redisFull, redisKilled, redisReadOnly } from './redis.ts';
import { terminated } from './terminate.ts';
import { twoWorkers } from './two-workers.ts';

/** The whole campaign, in the order of its table. */
export const faults: readonly Fault[] = [
  ...[killService, killWorker, killAtSteps, killApi, killBeforeDelivery, killAfterArrival],
  ...[twoWorkers, terminated],
  ...[redisKilled, redisFlushed, redisFull, redisReadOnly],
  ...[postgresRestarted, connectionsEnded, connectionCut],
  ...[bucketErrors, bucketHalves, bucketStoresOther, bucketGivesOther, bucketSilent],
  ...[dataDiskFull, temporaryDiskFull, failingFsync, failingLink, powerCut],
  ...[bitRotRepaired, bitRotNamed, bitRotOfDatabase],
  ...[browserStrikes, blockedLoop, clockSteps, clocksApart, hostileSites],
];
