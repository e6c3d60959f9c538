import type { Logger } from '#logger.ts';

/** A download reports every chunk; a person sees no more than this. */
const everyMs = 500;

export interface ProgressReporter {
  report: (rung: string, fraction: number | null) => void;
  /** Resolves when the last report is written. */
  settled: () => Promise<void>;
}

/** Writes progress one report at a time and not too often; a new rung is always written. A lost report is no matter. */
export function progressReporter(
  write: (rung: string, fraction: number | null) => Promise<void>,
  logger: Logger,
): ProgressReporter {
  let current: { rung: string; reportedAt: number } | undefined;
  let writing = Promise.resolve();
  return {
    report(rung, fraction) {
      const now = performance.now();
      if (current?.rung === rung && now - current.reportedAt < everyMs) {
        return;
      }
      current = { rung, reportedAt: now };
      writing = writing
        .then(() => write(rung, fraction))
        .catch((error: unknown) => logger.debug({ err: error, rung }, 'progress not written'));
    },
    settled: () => writing,
  };
}
