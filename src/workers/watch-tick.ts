import type { WatchBudget } from '#catalogue/catalogue.ts';
import { planWatch } from '#recheck/plan.ts';
import type { WorkerDependencies } from './dependencies.ts';

/** Posts whose plan is made at a time, and so often a turn: a million takes minutes, and nothing else waits for it. */
const planBatch = 500;
const batchesATurn = 8;
const accountsATurn = 20;

/**
 * Looks that watches asked for never fill the queue: what people ask for comes before them, and captures have workers of
 * their own. A site is asked about once a second by watches, which is 2.6 million looks a month.
 */
export const watchBudget: WatchBudget = { waiting: 200, perSiteAMinute: 60 };

type WatchDependencies = Pick<WorkerDependencies, 'catalogue' | 'logger'>;

/**
 * Makes plans for watched posts that have none, and asks for a look at those whose time has come. There is no timer for any
 * post: what is due is found by index.
 */
export function watchTick(
  { catalogue, logger }: WatchDependencies,
  budget = watchBudget,
): (signal: AbortSignal) => Promise<void> {
  const { watches } = catalogue;
  return async (signal) => {
    await watches.spread(accountsATurn);
    const planned = await planWatches({ catalogue }, signal);
    const requested = await watches.request(budget);
    if (planned > 0 || requested > 0) {
      logger.debug({ planned, requested }, 'watches');
    }
  };
}

async function planWatches(
  { catalogue: { watches } }: Pick<WatchDependencies, 'catalogue'>,
  signal: AbortSignal,
): Promise<number> {
  let planned = 0;
  for (let batch = 0; batch < batchesATurn && !signal.aborted; batch += 1) {
    const unplanned = await watches.unplanned(planBatch);
    const plans = unplanned.map(({ version, ...facts }) => ({
      ...planWatch(facts),
      postId: facts.postId,
      version,
    }));
    if (plans.length > 0) {
      await watches.plan(plans);
    }
    planned += plans.length;
    if (plans.length < planBatch) {
      break;
    }
  }
  return planned;
}
