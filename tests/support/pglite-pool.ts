import { EventEmitter } from 'node:events';
import { PGlite } from '@electric-sql/pglite';

export interface TestPglite extends AsyncDisposable {
  pglite: PGlite;
  pool: PglitePool;
}

/** A PostgreSQL in this process and memory, and the pool-shaped view of its one session that the queue takes. */
export async function startPglite(): Promise<TestPglite> {
  const pglite = await PGlite.create();
  await pglite.exec('SET search_path TO public, bullmq');
  return { pglite, pool: new PglitePool(pglite), [Symbol.asyncDispose]: () => pglite.close() };
}

class PglitePool extends EventEmitter {
  readonly #pglite: PGlite;

  constructor(pglite: PGlite) {
    super();
    this.#pglite = pglite;
  }

  query<R>(text: string, parameters?: readonly unknown[]): Promise<{ rows: R[] }> {
    return run<R>(this.#pglite, text, parameters);
  }

  async connect(): Promise<PgliteClient> {
    return new PgliteClient(this.#pglite);
  }

  async end(): Promise<void> {}
}

class PgliteClient extends EventEmitter {
  readonly #pglite: PGlite;
  readonly release: () => void;

  constructor(pglite: PGlite) {
    super();
    this.#pglite = pglite;
    this.release = pglite.onNotification((channel, payload) =>
      this.emit('notification', { channel, payload }),
    );
  }

  query<R>(text: string, parameters?: readonly unknown[]): Promise<{ rows: R[] }> {
    return run<R>(this.#pglite, text, parameters);
  }
}

async function run<R>(
  pglite: PGlite,
  text: string,
  parameters: readonly unknown[] | undefined,
): Promise<{ rows: R[] }> {
  if (parameters) {
    return pglite.query<R>(text, [...parameters]);
  }
  // Migrations are several statements.
  const results = await pglite.exec(text);
  return { rows: (results.at(-1)?.rows ?? []) as R[] };
}
