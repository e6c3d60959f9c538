import type { Hold } from '#domain/pressure.ts';
import type { Consumer } from '#queue/queue.ts';
import { timingOf, type WorkerDependencies } from './dependencies.ts';

/** What is held back under pressure: looks and messages need little room and no browser. */
export type Held = Record<'article' | 'capture', Consumer>;

/** A tick that writes much is left out while a disk is nearly full; what it would have done waits in the catalogue. */
export function whileRoom(
  { pressure }: Pick<WorkerDependencies, 'pressure'>,
  tick: (signal: AbortSignal) => Promise<void>,
): (signal: AbortSignal) => Promise<void> {
  return async (signal) => {
    if (pressure.now().holds?.kind !== 'disk') {
      await tick(signal);
    }
  };
}

/** Under pressure the worker takes fewer captures, or none; what runs goes on. */
export function startPressureValve(dependencies: WorkerDependencies, held: Held): AsyncDisposable {
  const { pressure, concurrency, logger } = dependencies;
  let last: Hold['kind'] | null = null;
  let turning = Promise.resolve();

  function turn(holds: Hold | null): void {
    const kind = holds?.kind ?? null;
    if (kind === last) {
      return;
    }
    last = kind;
    turning = turning
      .then(async () => {
        await held.capture.allow(kind === 'disk' ? 0 : kind === null ? concurrency : 1);
        await held.article.allow(kind === 'disk' ? 0 : Number.MAX_SAFE_INTEGER);
        const captures = kind === 'disk' ? 'none' : kind === null ? 'as many as can' : 'one at a time';
        logger.warn({ captures, reason: holds?.reason ?? null }, 'captures taken by this worker');
      })
      .catch((error: unknown) => logger.error({ err: error }, 'captures neither held nor let through'));
  }

  turn(pressure.now().holds);
  const timer = setInterval(() => turn(pressure.now().holds), timingOf(dependencies).pressureEveryMs);
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer);
      await turning;
    },
  };
}
