import type { JobsOptions } from 'bullmq';
import type { Logger } from '#logger.ts';
import type { Consumer } from './queue.ts';

export interface ScheduleOptions {
  everyMs: number;
  announce: (job: JobsOptions) => Promise<unknown>;
  consume: () => Promise<Consumer>;
  logger: Logger;
}

/**
 * Every process announces the same job by the same id on its own timer, and whoever is free takes it. The fixed id keeps
 * it from running twice at a time, the deduplication from running once for every process, and the timer brings it back
 * after the queue was emptied, which a job scheduler of BullMQ's would not survive.
 */
export async function startSchedule({
  everyMs,
  announce,
  consume,
  logger,
}: ScheduleOptions): Promise<Consumer> {
  const consumer = await consume();
  const job = {
    jobId: 'turn',
    removeOnComplete: true,
    removeOnFail: true,
    // Shorter than the interval, so that a timer that fires a little early does not lose its turn.
    deduplication: { id: 'turn', ttl: Math.round(everyMs * 0.8) },
  } satisfies JobsOptions;
  let announcing = Promise.resolve();
  const turn = () => {
    announcing = announcing
      .then(async () => {
        await announce(job);
      })
      .catch((error: unknown) => logger.debug({ err: error }, 'schedule missed a turn'));
  };
  turn();
  const timer = setInterval(turn, everyMs);

  async function drain(graceMs: number): Promise<void> {
    clearInterval(timer);
    await announcing;
    await consumer.drain(graceMs);
  }
  return {
    allow: (atATime) => consumer.allow(atATime),
    drain,
    working: () => consumer.working(),
    [Symbol.asyncDispose]: () => drain(0),
  };
}
