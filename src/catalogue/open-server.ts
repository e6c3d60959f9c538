import { PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Clock } from '#domain/clock.ts';
import type { Logger } from '#logger.ts';
import type { Catalogue } from './catalogue.ts';
import { createCatalogue } from './create-catalogue.ts';
import { Database } from './database.ts';
import { migrate, warnOfNewer } from './migrate.ts';
import { PreparedClient } from './prepared-client.ts';

export interface ServerOptions {
  /** `postgresql://…` */
  url: string;
  clock: Clock;
  logger: Logger;
}

const connections = 10;
const connectTimeoutMs = 10_000;

/** Opens the catalogue on a PostgreSQL server, 15 or newer, and brings its schema up to date. */
export async function openServerCatalogue({ url, clock, logger }: ServerOptions): Promise<Catalogue> {
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
    keepAlive: true,
    application_name: 'embed-archiver',
    Client: PreparedClient,
  });
  // Also for connections in use: without a listener of its own such an error would end the process. Whoever used the
  // connection sees its query fail, and the next query opens another.
  const onError = (error: Error) => logger.warn({ err: error }, 'database connection lost');
  pool.on('error', onError);
  pool.on('connect', (client) => client.on('error', onError));
  const database = new Database(new PostgresDialect({ pool }));
  try {
    warnOfNewer(await migrate(database), logger);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return createCatalogue(database, clock, { close: () => pool.end() });
}
