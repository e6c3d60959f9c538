import type { Working } from '#queue/queue.ts';
import type { Logger } from './logger.ts';

export interface LastDeadline {
  /** From now. */
  afterMs: number;
  /** What is worked on still, by then. */
  working: () => Working[];
  logger: Logger;
}

/**
 * Ends a process that was told to stop and does not: one answer that never comes would keep it for ever. What it had in hand is
 * taken over by others as after a `kill -9`. One that ends by itself before never hears of it.
 */
export function endAtLast({ afterMs, working, logger }: LastDeadline): void {
  const timer = setTimeout(() => {
    logger.fatal(
      { afterMs, working: working(), open: countAlike(process.getActiveResourcesInfo()) },
      'service.did-not-end',
    );
    process.exit(1);
  }, afterMs);
  timer.unref();
}

/** What keeps the process, as Node calls it: `{"TCPSocketWrap": 2}`. */
function countAlike(kinds: string[]): Record<string, number> {
  return Object.fromEntries(
    [...Map.groupBy(kinds, (kind) => kind)].map(([kind, { length }]) => [kind, length]),
  );
}
