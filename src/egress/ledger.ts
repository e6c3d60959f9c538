import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { type Duplex, Transform } from 'node:stream';
import { AddressRefusedError, ResponseTooLargeError, UnreachableError } from '#domain/fetch.ts';
import type { Logger } from '#logger.ts';
import type { Budget, ConnectionRecord, Traffic } from './egress.ts';

/** A hostile page can try a connection for every word of a dictionary; the log of them ends here. */
const maxRecords = 2000;

/** The account of one scope: who may use it, what it may still use up, what it did. */
export class Ledger implements Disposable {
  readonly username = randomUUID();
  readonly password = randomBytes(24).toString('base64url');
  readonly records: ConnectionRecord[] = [];
  readonly #budget: Budget;
  readonly #now: () => Date;
  readonly #logger: Logger;
  readonly #traffic: Traffic | null;
  readonly #sockets = new Set<Duplex>();
  readonly #ending = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #connections = 0;
  #bytes = 0;

  constructor(budget: Budget, now: () => Date, logger: Logger, traffic: Traffic | null = null) {
    this.#budget = budget;
    this.#now = now;
    this.#logger = logger;
    this.#traffic = traffic;
    this.#timer = setTimeout(() => {
      this.#spend(new UnreachableError(`the time budget of ${budget.maxDurationMs} ms is spent`));
    }, budget.maxDurationMs).unref();
  }

  /** Fires, with the reason, when a budget is spent or the scope is closed. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  knows(password: string): boolean {
    return timingSafeEqual(digest(password), digest(this.password));
  }

  /** Opens an entry in the log. Throws where nothing may be opened any more. */
  enter(host: string, port: number): ConnectionRecord {
    this.signal.throwIfAborted();
    this.#connections += 1;
    if (this.#connections > this.#budget.maxConnections) {
      this.#spend(new UnreachableError(`the budget of ${this.#budget.maxConnections} connections is spent`));
    }
    this.signal.throwIfAborted();
    const record = {
      host,
      port,
      address: null,
      openedAt: this.#now().toISOString(),
      bytesReceived: 0,
      refused: null,
    };
    if (this.records.length < maxRecords) {
      this.records.push(record);
    }
    return record;
  }

  refuse(record: ConnectionRecord, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    record.refused = reason;
    this.#traffic?.refused(error instanceof AddressRefusedError ? 'address' : 'unreachable');
    if (this.#connections <= maxRecords) {
      this.#logger.info({ host: record.host, port: record.port, reason }, 'connection-refused');
    }
  }

  /** Whatever is held dies with the scope. */
  hold(socket: Duplex): void {
    if (this.signal.aborted) {
      socket.destroy();
      return;
    }
    if (this.#sockets.has(socket)) {
      return;
    }
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }

  /** Passes a response on, counting it. */
  meter(record: ConnectionRecord): Transform {
    return new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        record.bytesReceived += chunk.length;
        this.#bytes += chunk.length;
        this.#traffic?.received(chunk.length);
        if (this.#bytes > this.#budget.maxBytes) {
          const error = new ResponseTooLargeError(`the budget of ${this.#budget.maxBytes} bytes is spent`);
          this.#spend(error);
          done(error);
          return;
        }
        done(null, chunk);
      },
    });
  }

  [Symbol.dispose](): void {
    this.#end(new UnreachableError('the scope is closed'));
  }

  #spend(error: Error): void {
    if (!this.signal.aborted) {
      this.#logger.warn({ reason: error.message }, 'egress-budget-spent');
      this.#traffic?.refused('budget');
    }
    this.#end(error);
  }

  #end(reason: Error): void {
    clearTimeout(this.#timer);
    this.#ending.abort(reason);
    for (const socket of this.#sockets) {
      socket.destroy();
    }
  }
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
