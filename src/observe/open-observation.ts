import type { Logger } from '#logger.ts';
import { Metrics } from '#metrics/metrics.ts';
import { noTracer, type Tracer } from '#tracing/tracer.ts';
import { type WorkWatch, workWatch } from './work.ts';

/** What this process tells of itself, to whoever runs it. */
export interface Observation extends AsyncDisposable {
  metrics: Metrics;
  tracer: Tracer;
  work: WorkWatch;
}

export interface ObservationOptions {
  /** OTEL_EXPORTER_OTLP_ENDPOINT; null: traces go nowhere, and their libraries are not even loaded. */
  tracesEndpoint: string | null;
  version: string;
  /** Of this process. */
  instance: string;
  /** The names that platforms may have. */
  platforms: readonly string[];
  logger: Logger;
}

export async function openObservation(options: ObservationOptions): Promise<Observation> {
  const metrics = new Metrics(options.platforms);
  const tracer = await openTracerOf(options);
  return {
    ...{ metrics, tracer, work: workWatch(metrics, tracer) },
    [Symbol.asyncDispose]: () => tracer[Symbol.asyncDispose](),
  };
}

async function openTracerOf({ tracesEndpoint, ...about }: ObservationOptions): Promise<Tracer> {
  if (tracesEndpoint === null) {
    return noTracer;
  }
  const { openTracer } = await import('#tracing/open-tracer.ts');
  return openTracer({ endpoint: tracesEndpoint, ...about });
}
