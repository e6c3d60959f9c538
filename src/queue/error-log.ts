import type { Logger } from '#logger.ts';

/** A server that is away makes the same error many times a second; one line in this time is enough. */
const quietMs = 10_000;

/**
 * Logs an `error` event, and the same message again only after a while, with how often it came meanwhile.
 * `server` is the setting that names who was asked.
 */
export function errorLog(logger: Logger, server: 'REDIS_URL' | 'DATABASE_URL'): (error: Error) => void {
  const seen = new Map<string, { loggedAt: number; repeats: number }>();
  return (error) => {
    const now = performance.now();
    const last = seen.get(error.message);
    if (last && now - last.loggedAt < quietMs) {
      last.repeats += 1;
      return;
    }
    if (seen.size > 100) {
      seen.clear();
    }
    seen.set(error.message, { loggedAt: now, repeats: 0 });
    logger.warn({ server, err: error, repeats: last?.repeats ?? 0 }, 'queue error');
  };
}
