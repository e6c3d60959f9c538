import { bucketErrors, bucketGivesOther, bucketHalves, bucketSilent, bucketStoresOther } from './bucket.ts';
import type { Fault } from './fault.ts';
import { killApi } from './kill-api.ts';
import { killAfterArrival } from './kill-arrivals.ts';
import { killService, killWorker } from './kill-at-random.ts';
import { killAtSteps } from './kill-at-steps.ts';
import { killBeforeDelivery } from './kill-deliveries.ts';
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
];
