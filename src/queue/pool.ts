import pg from 'pg';
import type { Logger } from '#logger.ts';
import { errorLog } from './error-log.ts';
import { queueSchema } from './postgres.ts';

/**
 * The queue's own connections to a server: BullMQ's schema on the search path, and one connection kept by each of the
 * consumers besides those for queries. The caller ends it.
 */
export function openQueuePool(connectionString: string, logger: Logger): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    options: `-c search_path=${queueSchema}`,
    max: 24,
    keepAlive: true,
    connectionTimeoutMillis: 5000,
    application_name: 'embed-archiver-queue',
  });
  // Without a listener of its own the loss of a connection in use would end the process.
  const onError = errorLog(logger, 'DATABASE_URL');
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  return pool;
}
