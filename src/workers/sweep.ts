import { finishPurges } from '#catalogue/finish-purges.ts';
import type { QueueName } from '#queue/queue.ts';
import { timingOf, type WorkerDependencies } from './dependencies.ts';

const outboxBatch = 100;

export interface SweepOptions {
  /** Jobs given to the queue longer ago are looked for. */
  lostAfterMs: number;
  temporaryOlderThanMs: number;
}

/**
 * Repairs what processes that died, and a queue that lost its jobs, left behind. Its parts are independent: one that
 * fails is logged and the next sweep does it again.
 */
export async function sweep(
  dependencies: WorkerDependencies,
  options: Partial<SweepOptions>,
  signal: AbortSignal,
): Promise<void> {
  const { lostAfterMs, temporaryOlderThanMs } = { ...timingOf(dependencies), ...options };
  const { catalogue, storage, replica, logger } = dependencies;
  const parts: Record<string, () => Promise<number>> = {
    articles: () => requeueLost(dependencies, 'article', catalogue.articles, lostAfterMs),
    captures: () => requeueLost(dependencies, 'capture', catalogue.captures, lostAfterMs),
    rechecks: () => requeueLost(dependencies, 'recheck', catalogue.rechecks, lostAfterMs),
    deliveries: () => requeueLost(dependencies, 'deliver', catalogue.deliveries, lostAfterMs),
    documents: () => publishPending(dependencies, signal),
    purges: () => finishPurges(catalogue.purges, replica === null ? [storage] : [storage, replica]),
    temporaryFiles: () => storage.sweepTemporary(temporaryOlderThanMs),
    // Whoever is alone has taken them away at its start.
    ...(!dependencies.alone && { runFolders: () => dependencies.sweepRunFolders(temporaryOlderThanMs) }),
  };
  const repaired: Record<string, number> = {};
  for (const [part, repair] of Object.entries(parts)) {
    if (signal.aborted) {
      return;
    }
    try {
      repaired[part] = await repair();
    } catch (error) {
      logger.warn({ err: error, part }, 'sweep left a part out');
    }
  }
  if (Object.values(repaired).some((count) => count > 0)) {
    logger.info(repaired, 'swept');
  }
}

interface Enqueued {
  stale(olderThanMs: number): Promise<string[]>;
  requeue(ids: string[]): Promise<void>;
}

async function requeueLost(
  { queues }: WorkerDependencies,
  queue: QueueName,
  rows: Enqueued,
  lostAfterMs: number,
): Promise<number> {
  const stale = await rows.stale(lostAfterMs);
  if (stale.length === 0) {
    return 0;
  }
  const present = await queues.present(queue, stale);
  const lost = stale.filter((id) => !present.has(id));
  if (lost.length > 0) {
    await rows.requeue(lost);
  }
  return lost.length;
}

/** What was committed and could not be written to storage then. */
async function publishPending(
  { catalogue, publishOutbox }: WorkerDependencies,
  signal: AbortSignal,
): Promise<number> {
  let published = 0;
  while (!signal.aborted) {
    const documents = await catalogue.outbox.pending(outboxBatch);
    for (const { id } of documents) {
      await publishOutbox(id);
      published += 1;
    }
    if (documents.length < outboxBatch) {
      break;
    }
  }
  return published;
}
