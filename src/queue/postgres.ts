import { createPostgresBackend, type Job, type PgPool, runMigrations, withBackend } from 'bullmq';
import type { Logger } from '#logger.ts';
import { BullQueues } from './bullmq-queues.ts';
import type { Engine, EngineWorkerOptions, JobData, JobProcessor, JobQueue, JobWorker } from './engine.ts';
import { errorLog } from './error-log.ts';
import { type Queues, QueueUnavailableError } from './queue.ts';

const PostgresBacked = withBackend(createPostgresBackend);

/**
 * Adds many jobs one by one, in their order. BullMQ's own way makes two temporary tables a call, which costs as much as ten
 * jobs, and in years fills the system catalogue of the embedded database.
 */
class OneByOneQueue extends PostgresBacked.Queue<JobData> {
  override async addBulk(jobs: Parameters<JobQueue['addBulk']>[0]): Promise<Job<JobData>[]> {
    const added: Job<JobData>[] = [];
    for (const { name, data, opts } of jobs) {
      added.push(await this.add(name, data, opts));
    }
    return added;
  }
}

/** BullMQ's schema. It sends unqualified names, so every connection of the pool has it on its `search_path`. */
export const queueSchema = 'bullmq';
/** BullMQ keeps a table of events that nobody reads here. */
const keptEvents = 100;

export interface PostgresQueuesOptions {
  /**
   * On a server a pool of its own (`options: '-c search_path=bullmq'`, 8 connections or more: each consumer keeps one);
   * embedded the pool-shaped view of the one session. Stays the caller's to end.
   */
  pool: PgPool & { setMaxListeners?(count: number): unknown };
  logger: Logger;
  /**
   * True where this process alone uses the database: jobs that an earlier process left are dropped, as they would stay
   * locked for a while; the sweep puts them back from the catalogue.
   */
  emptyFirst: boolean;
  /** Whether no other process will use the queues as long as these are open; default false. */
  isAlone?: boolean;
  /** How long a silent worker keeps its job; 30 s where not given. */
  lockMs?: number;
}

/** Queues in PostgreSQL. Runs BullMQ's migrations: on the embedded session nothing else may run meanwhile. */
export async function openPostgresQueues({
  pool,
  logger,
  emptyFirst,
  isAlone = false,
  lockMs,
}: PostgresQueuesOptions): Promise<Queues> {
  // BullMQ adds an error listener for every queue and worker, and takes none away.
  pool.setMaxListeners?.(0);
  await migrate(pool);
  await assertSearchPath(pool);
  const engine = new PostgresEngine(pool, logger);
  if (emptyFirst) {
    await emptyQueues(pool, engine);
  }
  return new BullQueues(engine, logger, { lockMs, isAlone });
}

async function migrate(pool: PgPool): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client, queueSchema);
  } finally {
    client.release();
  }
}

/** Catches a pool without the schema, and a table of ours that hides one of BullMQ's. */
async function assertSearchPath(pool: PgPool): Promise<void> {
  const { rows } = await pool.query<{ relname: string }>(
    `SELECT relname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
      WHERE nspname = $1 AND relkind = 'r' AND to_regclass(quote_ident(relname)) IS DISTINCT FROM pg_class.oid`,
    [queueSchema],
  );
  if (rows.length > 0) {
    const names = rows.map(({ relname }) => relname).join(', ');
    throw new Error(`the queue's search_path does not lead to ${queueSchema} for: ${names}`);
  }
}

async function emptyQueues(pool: PgPool, engine: Engine): Promise<void> {
  const { rows } = await pool.query<{ queue: string }>(`SELECT DISTINCT queue FROM ${queueSchema}.job`);
  for (const row of rows) {
    const queue = await engine.openQueue(row.queue);
    await queue.obliterate({ force: true });
    await queue.close();
  }
}

class PostgresEngine implements Engine {
  readonly #pool: PgPool;
  readonly #logger: Logger;

  constructor(pool: PgPool, logger: Logger) {
    this.#pool = pool;
    this.#logger = logger;
  }

  async openQueue(name: string): Promise<JobQueue> {
    const queue = new OneByOneQueue(name, {
      connection: this.#pool,
      streams: { events: { maxLen: keptEvents } },
    });
    queue.on('error', errorLog(this.#logger, 'DATABASE_URL'));
    await queue.waitUntilReady();
    return queue;
  }

  async startWorker(name: string, processor: JobProcessor, options: EngineWorkerOptions): Promise<JobWorker> {
    const worker = new PostgresBacked.Worker(name, processor, { ...options, connection: this.#pool });
    worker.on('error', errorLog(this.#logger, 'DATABASE_URL'));
    await worker.waitUntilReady();
    return worker;
  }

  isReachable(): boolean {
    // A query to a server that is away fails; it does not wait.
    return true;
  }

  async probe(): Promise<void> {
    try {
      await this.#pool.query(`SELECT 1 FROM ${queueSchema}.migration LIMIT 1`);
    } catch (error) {
      throw new QueueUnavailableError('the queue in PostgreSQL does not answer', { cause: error });
    }
  }

  async close(): Promise<void> {}
}
