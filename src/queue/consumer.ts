import { DelayedError, type Job, UnrecoverableError, WaitingError } from 'bullmq';
import { GiveUpError, LeaseLostError, StopWorkerError, TryLaterError } from '#domain/errors.ts';
import type { Logger } from '#logger.ts';
import type { Engine, JobData, JobWorker } from './engine.ts';
import { type Consumer, HandedBackError, type JobHandler, type Working } from './queue.ts';
import { settlesWithin } from './settles-within.ts';

/** How long BullMQ holds a job for a worker that is silent; renewed at half of it. */
export const defaultLockMs = 30_000;
/** BullMQ would fail a job whose worker died more often than this; how often is enough is the catalogue's to say. */
const maxStalledCount = 1000;
/** After a refused connection. BullMQ's own 15 s would leave workers idle long after Redis is back. */
const reconnectMs = 1000;
/** For BullMQ to close its connections once nothing runs. */
const tidyMs = 3000;
/** For a handler to come back after its signal was aborted. */
export const unwindMs = 10_000;

interface Running {
  jobId: string;
  /** Of what is worked on. */
  id: string;
  controller: AbortController;
}

export interface ConsumerOptions {
  engine: Engine;
  queue: string;
  concurrency: number;
  handler: JobHandler;
  lockMs: number;
  logger: Logger;
}

export async function startConsumer(options: ConsumerOptions): Promise<Consumer> {
  const consumer = new WorkerConsumer(options);
  await consumer.start();
  return consumer;
}

class WorkerConsumer implements Consumer {
  readonly #options: ConsumerOptions;
  readonly #logger: Logger;
  readonly #running = new Set<Running>();
  #onIdle: (() => void)[] = [];
  #worker: JobWorker | undefined;
  #draining = false;
  /** Disposing of what was drained waits for nothing again. */
  #drained = false;
  /** For good: a job said that this worker cannot go on. */
  #stopped = false;
  #allowed: number;

  constructor(options: ConsumerOptions) {
    this.#options = options;
    this.#logger = options.logger.child({ queue: options.queue });
    this.#allowed = options.concurrency;
  }

  async start(): Promise<void> {
    const { engine, queue, concurrency, lockMs } = this.#options;
    const worker = await engine.startWorker(queue, (job, token) => this.#process(job, token), {
      concurrency,
      lockDuration: lockMs,
      // A job of a dead worker is seen as such at the second check after its lock ran out.
      stalledInterval: lockMs / 3,
      maxStalledCount,
      runRetryDelay: reconnectMs,
    });
    worker.on('stalled', (jobId) => this.#logger.info({ jobId }, 'job taken from a silent worker'));
    worker.on('lockRenewalFailed', (jobIds) => this.#abort(jobIds));
    this.#worker = worker;
  }

  async allow(atATime: number): Promise<void> {
    const before = this.#allowed;
    this.#allowed = Math.min(atATime, this.#options.concurrency);
    const worker = this.#worker;
    if (!worker || this.#draining || this.#stopped || this.#allowed === before) {
      return;
    }
    if (this.#allowed === 0) {
      await worker.pause(true);
      return;
    }
    worker.concurrency = this.#allowed;
    if (before === 0) {
      await worker.resume();
    }
  }

  async drain(graceMs: number): Promise<void> {
    const worker = this.#worker;
    if (!worker || this.#drained) {
      return;
    }
    this.#draining = true;
    await worker.pause(true);
    await settlesWithin(this.#idle(), graceMs);
    for (const { controller } of this.#running) {
      controller.abort(new HandedBackError('the worker is stopping'));
    }
    await settlesWithin(this.#idle(), unwindMs);
    // Closed in good order, BullMQ waits for a Redis that may never be back; forced, it leaves jobs to be found as stalled.
    const closed = worker.close(!this.#options.engine.isReachable());
    if (this.#running.size > 0 || !(await settlesWithin(closed, tidyMs))) {
      this.#logger.warn({ running: this.#running.size }, 'queue worker abandoned: it did not close');
    }
    this.#drained = true;
  }

  working(): Working {
    return { queue: this.#options.queue, ids: [...this.#running].map(({ id }) => id) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain(0);
  }

  async #process(job: Job<JobData>, token: string | undefined): Promise<void> {
    try {
      await this.#handle(job);
    } catch (error) {
      throw await this.#settle(error, job, token);
    }
  }

  async #handle(job: Job<JobData>): Promise<void> {
    if (this.#draining) {
      throw new HandedBackError('fetched while the worker was stopping already');
    }
    if (this.#allowed === 0) {
      throw new HandedBackError('fetched while the worker was told to take nothing');
    }
    const running: Running = {
      jobId: String(job.id),
      id: job.data.id,
      controller: new AbortController(),
    };
    this.#running.add(running);
    try {
      await this.#options.handler(job.data.id, running.controller.signal);
    } catch (error) {
      // However a handler puts it: aborted by `drain`, its job goes back.
      const { reason } = running.controller.signal;
      throw reason instanceof HandedBackError ? reason : error;
    } finally {
      this.#running.delete(running);
      if (this.#running.size === 0) {
        for (const wake of this.#onIdle.splice(0)) {
          wake();
        }
      }
    }
  }

  /** Turns the way a handler failed into the error by which BullMQ knows what to do with the job. */
  async #settle(error: unknown, job: Job<JobData>, token: string | undefined): Promise<unknown> {
    if (error instanceof StopWorkerError) {
      this.#logger.error({ err: error }, 'queue worker takes no more jobs');
      this.#stopped = true;
      await this.#worker?.pause(true);
    }
    if (error instanceof HandedBackError || error instanceof StopWorkerError) {
      await job.moveToWait(token);
      return new WaitingError();
    }
    if (error instanceof TryLaterError) {
      await job.moveToDelayed(Date.now() + Math.max(0, error.retryAfterMs), token);
      return new DelayedError();
    }
    if (error instanceof GiveUpError) {
      return new UnrecoverableError(error.message);
    }
    this.#logger.warn({ err: error, id: job.data.id, attempt: job.attemptsMade + 1 }, 'job failed');
    return error;
  }

  #abort(jobIds: string[]): void {
    for (const { jobId, controller } of this.#running) {
      if (jobIds.includes(jobId)) {
        controller.abort(new LeaseLostError('the queue gave the job to another worker, or lost it'));
      }
    }
  }

  #idle(): Promise<void> {
    return this.#running.size === 0
      ? Promise.resolve()
      : new Promise((resolve) => this.#onIdle.push(resolve));
  }
}
