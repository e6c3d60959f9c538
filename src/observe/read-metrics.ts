import type { BrowserPool } from '#capture/browser/browser.ts';
import type { Catalogue } from '#catalogue/catalogue.ts';
import type { Clock } from '#domain/clock.ts';
import type { Pressure } from '#domain/pressure.ts';
import type { Notary } from '#evidence/notary.ts';
import type { Logger } from '#logger.ts';
import type { Metrics } from '#metrics/metrics.ts';
import { readArchiveFacts } from './archive-facts.ts';

export interface MetricsGround {
  observation: { metrics: Metrics };
  catalogue: Catalogue;
  notary: Pick<Notary, 'logState'>;
  pressure: Pressure;
  engines: { browsers: Pick<BrowserPool, 'stats'> } | null;
  clock: Clock;
  logger: Logger;
}

/** Reads all that this process has to tell. `tellsOfArchive`: what every process would tell alike is told by the API's alone. */
export function metricsReader(ground: MetricsGround, { tellsOfArchive }: { tellsOfArchive: boolean }) {
  const { observation, catalogue, notary, pressure, engines, clock, logger } = ground;
  const { metrics } = observation;
  const logState = () => notary.logState();
  const platform = (name: string) => metrics.platform(name);
  const archive = () => readArchiveFacts({ catalogue, logState, platform, clock });
  return (): Promise<string> =>
    metrics.read({
      pressure: () => pressure.now(),
      browsers: engines && (() => engines.browsers.stats()),
      archive: tellsOfArchive ? archive : null,
      onFailure: (error) => logger.warn({ err: error }, 'metrics without the archive'),
    });
}
