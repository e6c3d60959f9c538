import { createRedisBackend, withBackend } from 'bullmq';
import { Redis } from 'ioredis';
import type { Logger } from '#logger.ts';
import { BullQueues } from './bullmq-queues.ts';
import type { Engine, EngineWorkerOptions, JobProcessor, JobQueue, JobWorker } from './engine.ts';
import { errorLog } from './error-log.ts';
import { type Queues, QueueUnavailableError } from './queue.ts';

const RedisBacked = withBackend(createRedisBackend);

/** For a command of a producer; an API request waits for it. */
const commandTimeoutMs = 2000;
/** At the start: a Redis that is there answers by then, one that is not is no reason not to start. */
const firstConnectionMs = 2000;
/** BullMQ keeps a stream of events that nobody reads here. */
const keptEvents = 100;

export interface RedisQueuesOptions {
  url: string;
  /** Of every key, so that several archives can share a Redis. */
  prefix: string;
  logger: Logger;
  /** How long a silent worker keeps its job; 30 s where not given. */
  lockMs?: number;
}

/** Queues on Redis (6.2 or newer, `maxmemory-policy noeviction`). Resolves also where Redis is away. */
export async function openRedisQueues({ url, prefix, logger, lockMs }: RedisQueuesOptions): Promise<Queues> {
  const engine = new RedisEngine(url, prefix, logger);
  await engine.firstConnection();
  return new BullQueues(engine, logger, { lockMs });
}

const retryStrategy = (times: number) => Math.min(times * 100, 2000);

class RedisEngine implements Engine {
  readonly #prefix: string;
  readonly #logger: Logger;
  /** Fails fast: what could not be enqueued is enqueued later from the catalogue. */
  readonly #producer: Redis;
  /** Waits for Redis to come back, for ever. Every worker adds a blocking connection of its own. */
  readonly #worker: Redis;

  constructor(url: string, prefix: string, logger: Logger) {
    this.#prefix = prefix;
    this.#logger = logger;
    this.#producer = new Redis(url, {
      retryStrategy,
      maxRetriesPerRequest: 1,
      enableOfflineQueue: false,
      commandTimeout: commandTimeoutMs,
    });
    this.#worker = new Redis(url, { retryStrategy, maxRetriesPerRequest: null });
    const onError = errorLog(logger, 'REDIS_URL');
    this.#producer.on('error', onError);
    this.#worker.on('error', onError);
    this.#worker.setMaxListeners(50);
    this.#producer.setMaxListeners(50);
  }

  async firstConnection(): Promise<void> {
    const ready = new AbortController();
    const timer = setTimeout(() => ready.abort(), firstConnectionMs);
    await new Promise<void>((resolve) => {
      this.#producer.once('ready', resolve);
      ready.signal.addEventListener('abort', () => resolve());
    });
    clearTimeout(timer);
  }

  async openQueue(name: string): Promise<JobQueue> {
    this.#assertReady();
    const queue = new RedisBacked.Queue(name, {
      connection: this.#producer,
      prefix: this.#prefix,
      streams: { events: { maxLen: keptEvents } },
    });
    queue.on('error', errorLog(this.#logger, 'REDIS_URL'));
    await queue.waitUntilReady();
    return queue;
  }

  async startWorker(name: string, processor: JobProcessor, options: EngineWorkerOptions): Promise<JobWorker> {
    const worker = new RedisBacked.Worker(name, processor, {
      ...options,
      connection: this.#worker,
      prefix: this.#prefix,
    });
    worker.on('error', errorLog(this.#logger, 'REDIS_URL'));
    return worker;
  }

  isReachable(): boolean {
    return this.#worker.status === 'ready';
  }

  async probe(): Promise<void> {
    this.#assertReady();
    try {
      await this.#producer.ping();
    } catch (error) {
      throw new QueueUnavailableError('Redis does not answer', { cause: error });
    }
  }

  async close(): Promise<void> {
    this.#producer.disconnect();
    this.#worker.disconnect();
  }

  #assertReady(): void {
    if (this.#producer.status !== 'ready') {
      throw new QueueUnavailableError(`Redis cannot be reached (connection is ${this.#producer.status})`);
    }
  }
}
