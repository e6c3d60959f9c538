import { restoreLog } from '#catalogue/restore-log.ts';
import type { WorkerDependencies } from './dependencies.ts';

type LogDependencies = Pick<WorkerDependencies, 'catalogue' | 'storage' | 'notary' | 'openScope' | 'logger'>;

/**
 * Publishes what the log has gained and has it timestamped. The first time, and after a failure, it makes sure that the
 * catalogue has the log that was published: a database may have come back from an old backup, or a process died between a
 * checkpoint and its row. A failure is said and the next tick tries again.
 */
export function logTick({
  catalogue,
  storage,
  notary,
  openScope,
  logger,
}: LogDependencies): (signal: AbortSignal) => Promise<void> {
  let compared = false;

  return async (signal) => {
    try {
      if (!compared && (await restoreLog(catalogue, storage))) {
        logger.warn({ from: 'what was published' }, 'log restored');
      }
      compared = true;
      await notary.publishLog(signal);
    } catch (error) {
      signal.throwIfAborted();
      compared = false;
      logger.error({ err: error }, 'log not published');
      return;
    }
    await notary.stampLog(openScope, signal);
  };
}
