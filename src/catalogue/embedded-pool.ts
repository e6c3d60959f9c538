import { EventEmitter } from 'node:events';
import type { PGlite } from '@electric-sql/pglite';

export interface EmbeddedResult<R> {
  rows: R[];
  rowCount: number;
}

/**
 * What the queue takes for a `pg.Pool`, over the one session of the database in this process. Never used inside one of the
 * catalogue's transactions: PGlite lets these queries wait until it ends.
 */
export class EmbeddedPool extends EventEmitter {
  readonly #pglite: PGlite;

  constructor(pglite: PGlite) {
    super();
    this.#pglite = pglite;
  }

  query<R>(text: string, parameters?: readonly unknown[]): Promise<EmbeddedResult<R>> {
    return query<R>(this.#pglite, text, parameters);
  }

  async connect(): Promise<EmbeddedClient> {
    return new EmbeddedClient(this.#pglite);
  }

  /** The session is the catalogue's to close. */
  async end(): Promise<void> {}
}

/** All clients share the session; each hears every channel that any of them listens to, as BullMQ expects. */
export class EmbeddedClient extends EventEmitter {
  readonly #pglite: PGlite;
  readonly #stopHearing: () => void;

  constructor(pglite: PGlite) {
    super();
    this.#pglite = pglite;
    this.#stopHearing = pglite.onNotification((channel, payload) =>
      this.emit('notification', { channel, payload }),
    );
  }

  query<R>(text: string, parameters?: readonly unknown[]): Promise<EmbeddedResult<R>> {
    return query<R>(this.#pglite, text, parameters);
  }

  release(): void {
    this.#stopHearing();
  }
}

export function embeddedPool(pglite: PGlite): EmbeddedPool {
  return new EmbeddedPool(pglite);
}

async function query<R>(
  pglite: PGlite,
  text: string,
  parameters: readonly unknown[] | undefined,
): Promise<EmbeddedResult<R>> {
  if (parameters !== undefined) {
    const { rows, affectedRows } = await pglite.query<R>(text, [...parameters]);
    return { rows, rowCount: affectedRows ?? rows.length };
  }
  // Without parameters there may be several statements, as in migrations; the last one's result counts.
  const results = await pglite.exec(text);
  const last = results.at(-1);
  return { rows: (last?.rows ?? []) as R[], rowCount: last?.affectedRows ?? 0 };
}
