import { StopWorkerError } from '#domain/errors.ts';
import type { Logger } from '#logger.ts';
import { unwindMs } from './consumer.ts';
import { type Consumer, HandedBackError } from './queue.ts';
import { settlesWithin } from './settles-within.ts';

export interface OwnScheduleOptions {
  name: string;
  /** As `working` has it. */
  queue: string;
  everyMs: number;
  handler: (signal: AbortSignal) => Promise<void>;
  logger: Logger;
}

/**
 * Where one process is alone with its queue, nobody else could take a turn: a timer is enough, and spares the embedded
 * database some seven queries a turn. Turns do not overlap; one that is due while another runs is left out.
 */
export function startOwnSchedule({ name, queue, everyMs, handler, logger }: OwnScheduleOptions): Consumer {
  const stopping = new AbortController();
  let running: Promise<void> | null = null;
  let isPaused = false;
  /** Disposing of what was drained waits for nothing again. */
  let isDrained = false;
  const run = async (): Promise<void> => {
    try {
      await handler(stopping.signal);
    } catch (error) {
      if (error instanceof StopWorkerError) {
        logger.error({ err: error }, 'queue worker takes no more jobs');
        clearInterval(timer);
      } else if (!stopping.signal.aborted) {
        logger.warn({ err: error }, 'job failed');
      }
    } finally {
      running = null;
    }
  };
  const turn = () => {
    if (!isPaused) {
      running ??= run();
    }
  };
  const timer = setInterval(turn, everyMs);
  turn();

  async function drain(graceMs: number): Promise<void> {
    clearInterval(timer);
    const last = isDrained ? null : running;
    if (last !== null && !(await settlesWithin(last, graceMs))) {
      stopping.abort(new HandedBackError('the worker is stopping'));
      await settlesWithin(last, unwindMs);
    }
    isDrained = true;
  }
  return {
    allow: async (atATime) => {
      isPaused = atATime === 0;
    },
    drain,
    working: () => ({ queue, ids: running === null ? [] : [name] }),
    [Symbol.asyncDispose]: () => drain(0),
  };
}
