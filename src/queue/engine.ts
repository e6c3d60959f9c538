import type { Processor, Queue, WorkerOptions } from 'bullmq';

export interface JobData {
  id: string;
}

/** What is used of BullMQ's `Queue`, whatever backend it stands on. */
export type JobQueue = Pick<
  Queue<JobData>,
  'add' | 'addBulk' | 'getJobState' | 'getJobCounts' | 'obliterate' | 'waitUntilReady' | 'close'
>;

/** What is used of BullMQ's `Worker`. */
export interface JobWorker {
  on(event: 'lockRenewalFailed', listener: (jobIds: string[]) => void): unknown;
  on(event: 'stalled', listener: (jobId: string) => void): unknown;
  pause(doNotWaitActive: boolean): Promise<void>;
  resume(): Promise<void>;
  /** Jobs at a time; may be changed while it runs. */
  concurrency: number;
  /** Forced, it waits neither for its jobs nor for the backend. */
  close(force: boolean): Promise<void>;
}

export type JobProcessor = Processor<JobData>;
export type EngineWorkerOptions = Omit<WorkerOptions, 'connection' | 'prefix'>;

/** The two places where BullMQ keeps jobs differ in this much. Each logs the `error` events of what it makes. */
export interface Engine {
  /** Resolves once it can be used; rejects, rather than wait, where the backend is away. */
  openQueue(name: string): Promise<JobQueue>;
  startWorker(name: string, processor: JobProcessor, options: EngineWorkerOptions): Promise<JobWorker>;
  /** False where nothing can be written now. */
  isReachable(): boolean;
  /** Rejects with a sentence where the backend does not answer. */
  probe(): Promise<void>;
  close(): Promise<void>;
}
