import type { JobsOptions } from 'bullmq';
import type { FastifyPluginCallback } from 'fastify';
import type { Logger } from '#logger.ts';
import { boardOf } from './board.ts';
import { defaultLockMs, startConsumer } from './consumer.ts';
import type { Engine, JobQueue } from './engine.ts';
import { toJobId } from './job-ids.ts';
import { startOwnSchedule } from './own-schedule.ts';
import {
  type Consumer,
  type JobHandler,
  type JobRequest,
  type QueueName,
  type Queues,
  QueueUnavailableError,
} from './queue.ts';
import { startSchedule } from './schedule.ts';

/** Those that work waits in; schedules pass theirs in a moment. */
const shownQueues = ['article', 'capture', 'recheck', 'deliver'] as const satisfies readonly QueueName[];
/** BullMQ's upper bound. */
const lowestPriority = 2_097_152 - 1;
/** Jobs looked up at a time. */
const lookupBatch = 100;

/**
 * A finished job leaves nothing behind: one left in `completed` or `failed` would make adding its id again a silent
 * no-op. The attempts are for what nobody expected; captures count their own in the catalogue.
 */
const jobOptions = {
  removeOnComplete: true,
  removeOnFail: true,
  attempts: 5,
  backoff: { type: 'exponential', delay: 1000 },
} satisfies JobsOptions;

export class BullQueues implements Queues {
  readonly #engine: Engine;
  readonly #logger: Logger;
  readonly #lockMs: number;
  readonly #isAlone: boolean;
  readonly #queues = new Map<string, Promise<JobQueue>>();

  /** `isAlone`: no other process uses these queues. */
  constructor(
    engine: Engine,
    logger: Logger,
    options: { lockMs?: number | undefined; isAlone?: boolean } = {},
  ) {
    this.#engine = engine;
    this.#logger = logger;
    this.#lockMs = options.lockMs ?? defaultLockMs;
    this.#isAlone = options.isAlone ?? false;
  }

  async enqueue(queue: QueueName, jobs: JobRequest[]): Promise<void> {
    if (jobs.length === 0) {
      return;
    }
    await this.#use(queue, (open) =>
      open.addBulk(
        jobs.map(({ id, priority }) => ({
          name: queue,
          data: { id },
          opts: {
            ...jobOptions,
            jobId: toJobId(id),
            priority: Math.min(Math.max(Math.trunc(priority), 0), lowestPriority),
          },
        })),
      ),
    );
  }

  async present(queue: QueueName, ids: string[]): Promise<Set<string>> {
    const present = new Set<string>();
    for (let start = 0; start < ids.length; start += lookupBatch) {
      const batch = ids.slice(start, start + lookupBatch);
      const states = await this.#use(queue, (open) =>
        Promise.all(batch.map((id) => open.getJobState(toJobId(id)))),
      );
      for (const [index, id] of batch.entries()) {
        if (isPending(states[index])) {
          present.add(id);
        }
      }
    }
    return present;
  }

  consume(queue: QueueName, concurrency: number, handler: JobHandler): Promise<Consumer> {
    return this.#consume(queue, concurrency, handler);
  }

  async schedule(
    name: string,
    everyMs: number,
    handler: (signal: AbortSignal) => Promise<void>,
  ): Promise<Consumer> {
    const queue = `maintain-${name}`;
    if (this.#isAlone) {
      return startOwnSchedule({ name, queue, everyMs, handler, logger: this.#logger.child({ queue }) });
    }
    return await startSchedule({
      everyMs,
      announce: (job) => this.#use(queue, (open) => open.add(queue, { id: name }, job)),
      consume: () => this.#consume(queue, 1, (_id, signal) => handler(signal)),
      logger: this.#logger.child({ queue }),
    });
  }

  async counts(queue: QueueName): Promise<{ waiting: number; active: number }> {
    const counts = await this.#use(queue, (open) =>
      open.getJobCounts('waiting', 'prioritized', 'delayed', 'active'),
    );
    const count = (state: string) => counts[state] ?? 0;
    return { waiting: count('waiting') + count('prioritized') + count('delayed'), active: count('active') };
  }

  async board(basePath: string): Promise<FastifyPluginCallback> {
    const queues: JobQueue[] = [];
    for (const name of shownQueues) {
      queues.push(await this.#use(name, async (open) => open));
    }
    return boardOf(queues, { basePath, title: 'Queues' });
  }

  probe(): Promise<void> {
    return this.#engine.probe();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled(
      [...this.#queues.values()].map(async (opening) => {
        const queue = await opening;
        await queue.close();
      }),
    );
    await this.#engine.close();
  }

  #consume(queue: string, concurrency: number, handler: JobHandler): Promise<Consumer> {
    return startConsumer({
      engine: this.#engine,
      queue,
      concurrency,
      handler,
      lockMs: this.#lockMs,
      logger: this.#logger,
    });
  }

  async #use<T>(name: string, work: (queue: JobQueue) => Promise<T>): Promise<T> {
    try {
      return await work(await this.#open(name));
    } catch (error) {
      throw new QueueUnavailableError(`the queue does not answer: ${messageOf(error)}`, { cause: error });
    }
  }

  /** A queue that could not be opened is opened anew the next time: BullMQ remembers the failure for good. */
  #open(name: string): Promise<JobQueue> {
    const known = this.#queues.get(name);
    if (known) {
      return known;
    }
    const opening = this.#engine.openQueue(name);
    this.#queues.set(name, opening);
    opening.catch(() => this.#queues.delete(name));
    return opening;
  }
}

function isPending(state: string | undefined): boolean {
  return state === 'waiting' || state === 'prioritized' || state === 'delayed' || state === 'active';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
