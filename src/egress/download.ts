import { open, rm } from 'node:fs/promises';
import { UnreachableError } from '#domain/fetch.ts';
import type { EgressScope } from './egress.ts';
import { explain } from './exchange.ts';
import type { FetchContext } from './fetch.ts';
import { IdleTimer } from './idle-timer.ts';
import { BrokenOffError, Reception } from './reception.ts';

/** Downloads through one scope of the gateway; see `EgressScope.download`. */
export function createDownload(context: FetchContext): EgressScope['download'] {
  return async (url, options, signal) => {
    signal.throwIfAborted();
    using idle = new IdleTimer(options.idleTimeoutMs);
    const total = AbortSignal.timeout(options.totalTimeoutMs);
    const ended = AbortSignal.any([signal, idle.signal, total]);
    const file = await open(options.toFile, 'w');
    try {
      const result = await new Reception({ context, url, options, file, idle, ended }).run();
      await file.sync();
      return result;
    } catch (error) {
      await rm(options.toFile, { force: true });
      throw reasonOf(error);
    } finally {
      await file.close();
    }

    function reasonOf(error: unknown): unknown {
      if (signal.aborted) {
        return signal.reason;
      }
      if (idle.signal.aborted) {
        return new UnreachableError(`${url} gave no byte for ${options.idleTimeoutMs} ms`, { cause: error });
      }
      if (total.aborted) {
        return new UnreachableError(`${url} was not whole after ${options.totalTimeoutMs} ms`, {
          cause: error,
        });
      }
      // What the disk says is not the network's fault: it is passed on as it is.
      return error instanceof BrokenOffError ? explain(error.cause, url, signal, context.scopeSignal) : error;
    }
  };
}
