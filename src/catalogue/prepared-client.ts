import pg from 'pg';
import { sqlStateOf } from './database-errors.ts';
import { StatementNames } from './statement-names.ts';

/**
 * A connection to a server that prepares what it is asked over and over. `pg` prepares what has a name. A table that is altered
 * while processes of the version before go on makes the server refuse what they have prepared (feature_not_supported);
 * under other names they are taken.
 */
export class PreparedClient extends pg.Client {
  readonly #names = new StatementNames();

  override query = ((config: unknown, values?: unknown, callback?: unknown) => {
    const query = super.query.bind(this) as (...parameters: unknown[]) => unknown;
    if (
      typeof config !== 'string' ||
      !Array.isArray(values) ||
      values.length === 0 ||
      callback !== undefined
    ) {
      return query(config, values, callback);
    }
    const name = this.#names.nameOf(config);
    if (name === null) {
      return query(config, values);
    }
    return (query({ name, text: config, values }) as Promise<unknown>).catch((error: unknown) => {
      if (sqlStateOf(error) === '0A000') {
        this.#names.forgetAll();
      }
      throw error;
    });
  }) as pg.Client['query'];
}
