import type { FastifyPluginCallback } from 'fastify';

export const queueNames = ['article', 'capture', 'recheck', 'deliver', 'maintain'] as const;
export type QueueName = (typeof queueNames)[number];

export interface JobRequest {
  /** The id of the thing to work on; adding one that waits or runs already is a no-op. */
  id: string;
  /** Lower runs first. */
  priority: number;
}

/**
 * What becomes of a job follows from how its handler ends. Resolved: done. `TryLaterError`: again after its time, at no
 * cost. `GiveUpError`: dropped. `StopWorkerError`, or any rejection once the signal was aborted by `drain`: handed back,
 * another consumer gets it at once (and this one takes no more). Anything else: again with backoff, a few times.
 */
export type JobHandler = (id: string, signal: AbortSignal) => Promise<void>;

/** What one consumer has in hand, by the ids of its jobs. */
export interface Working {
  queue: string;
  ids: string[];
}

export interface Consumer extends AsyncDisposable {
  /** Takes no more than so many at a time from now on, at most as many as it was made for; 0: what runs ends, and nothing is taken. */
  allow(atATime: number): Promise<void>;
  /**
   * Stops taking jobs, then waits for running ones; those left at `graceMs` are aborted and handed back. One that does not heed that
   * is waited for no longer, and stays in `working`.
   */
  drain(graceMs: number): Promise<void>;
  working(): Working;
}

/**
 * Waiting work. Never the truth: everything here can be lost and is put back from the catalogue. At-least-once: a job
 * may run twice, so what it does is guarded by a token.
 */
export interface Queues extends AsyncDisposable {
  /** Rejects with `QueueUnavailableError` at once, rather than wait, where the queue cannot be reached. */
  enqueue(queue: QueueName, jobs: JobRequest[]): Promise<void>;
  /** Those of `ids` that wait, run or are delayed. */
  present(queue: QueueName, ids: string[]): Promise<Set<string>>;
  /** Resolves before the queue is reached, if it is away: jobs come when it is back. */
  consume(queue: QueueName, concurrency: number, handler: JobHandler): Promise<Consumer>;
  /** Repeats `handler` every `everyMs`, in one process at a time; the first time at once. */
  schedule(name: string, everyMs: number, handler: (signal: AbortSignal) => Promise<void>): Promise<Consumer>;
  counts(queue: QueueName): Promise<{ waiting: number; active: number }>;
  /** Pages that look into the queues and change nothing, to be registered at `basePath`, its address. Rejects as `enqueue`. */
  board(basePath: string): Promise<FastifyPluginCallback>;
  /** Rejects with a sentence for /readyz. */
  probe(): Promise<void>;
}

/** The queue does not answer; what waits in it is either still there or put back from the catalogue. */
export class QueueUnavailableError extends Error {
  override readonly name = 'QueueUnavailableError';
}

/** The abort reason of a job that `drain` could wait for no longer: hand back what is held, as it was. */
export class HandedBackError extends Error {
  override readonly name = 'HandedBackError';
}
