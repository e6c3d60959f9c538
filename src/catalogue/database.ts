import { AsyncLocalStorage } from 'node:async_hooks';
import { CamelCasePlugin, type Dialect, Kysely, type Transaction } from 'kysely';
import { asDatabaseError, sqlStateOf } from './database-errors.ts';
import type { Schema } from './schema.ts';

/** Where queries run: the database itself, or one transaction on it. */
export type Executor = Kysely<Schema>;

const attempts = 4;
/**
 * serialization_failure, deadlock_detected, and feature_not_supported, by which a prepared statement refuses a table that was
 * altered since: nothing was done, so the same may be tried again.
 */
const retryable = new Set(['40001', '40P01', '0A000']);

/**
 * The only holder of the connection. Parts get an executor as parameter: inside `write` that is the transaction, and
 * anything else would wait for ever on the one session of the embedded database. So using the database there throws.
 */
export class Database {
  readonly #kysely: Kysely<Schema>;
  readonly #inTransaction = new AsyncLocalStorage<true>();

  constructor(dialect: Dialect) {
    // Keys inside jsonb are data, not columns.
    this.#kysely = new Kysely({
      dialect,
      plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    });
  }

  /** Queries that need no transaction: reading, or one statement. Rejects with `CatalogueAwayError` as `write` does. */
  async read<T>(query: (db: Executor) => Promise<T>): Promise<T> {
    this.#assertOutside();
    return again(() => query(this.#kysely));
  }

  /**
   * One transaction; `work` runs again after a deadlock, so it must touch nothing but `tx`. Rejects with `CatalogueAwayError` where the
   * server is away, by then perhaps with all of it done.
   */
  async write<T>(work: (tx: Transaction<Schema>) => Promise<T>): Promise<T> {
    this.#assertOutside();
    return again(() => this.#inTransaction.run(true, () => this.#kysely.transaction().execute(work)));
  }

  #assertOutside(): void {
    if (this.#inTransaction.getStore()) {
      throw new Error(
        'The database was used inside one of its transactions; use the transaction that was handed in.',
      );
    }
  }
}

async function again<T>(query: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await query();
    } catch (error) {
      if (attempt === attempts || !retryable.has(sqlStateOf(error) ?? '')) {
        throw asDatabaseError(error);
      }
    }
  }
}
