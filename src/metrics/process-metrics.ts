import { collectDefaultMetrics, Registry } from 'prom-client';

let shared: Registry | null = null;

/**
 * What the runtime tells of this process: processor, memory, files, event loop, garbage. Its observers cannot be taken away
 * again, so there is one of them, from the first scrape on: whoever is never asked pays nothing.
 */
export function processRegistry(): Registry {
  if (shared === null) {
    shared = new Registry();
    collectDefaultMetrics({ register: shared, eventLoopMonitoringPrecision: 20 });
  }
  return shared;
}
