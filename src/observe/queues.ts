import type { Queues } from '#queue/queue.ts';
import type { WorkWatch } from './work.ts';

/** The same queues, but that each run of a job, and each turn of a schedule, is counted and traced. */
export function observedQueues(queues: Queues, watch: Pick<WorkWatch, 'job' | 'turn'>): Queues {
  return {
    enqueue: (queue, jobs) => queues.enqueue(queue, jobs),
    present: (queue, ids) => queues.present(queue, ids),
    consume: (queue, concurrency, handler) =>
      queues.consume(queue, concurrency, (id, signal) => watch.job(queue, id, () => handler(id, signal))),
    schedule: (name, everyMs, handler) =>
      queues.schedule(name, everyMs, (signal) => watch.turn(name, () => handler(signal))),
    counts: (queue) => queues.counts(queue),
    board: (basePath) => queues.board(basePath),
    probe: () => queues.probe(),
    [Symbol.asyncDispose]: () => queues[Symbol.asyncDispose](),
  };
}
