import pg from 'pg';
import { queueSchema } from './postgres.ts';

/**
 * The queue's own connections to a server: BullMQ's schema on the search path, and one connection kept by each of the
 * consumers besides those for queries. The caller ends it.
 */
export function openQueuePool(connectionString: string): pg.Pool {
  return new pg.Pool({
    connectionString,
    options: `-c search_path=${queueSchema}`,
    max: 12,
    keepAlive: true,
    connectionTimeoutMillis: 5000,
    application_name: 'embed-archiver-queue',
  });
}
