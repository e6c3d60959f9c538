import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  type Link,
  type Span as OtelSpan,
  type Tracer as OtelTracer,
  ROOT_CONTEXT,
  SpanStatusCode,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { Logger } from '#logger.ts';
import { idsOf, ThingIds } from './ids.ts';
import { saidFailures } from './said-failures.ts';
import type { Attributes, Origin, Span, Tracer } from './tracer.ts';

/** At the end, for what was not sent yet. */
const flushMs = 3000;

export interface TracerOptions {
  /** OTEL_EXPORTER_OTLP_ENDPOINT: spans go to `<endpoint>/v1/traces`. */
  endpoint: string;
  version: string;
  /** Of this process. */
  instance: string;
  logger: Logger;
}

/**
 * Sends spans over OTLP/HTTP. The libraries' own variables apply besides (OTEL_EXPORTER_OTLP_HEADERS, OTEL_TRACES_SAMPLER,
 * OTEL_RESOURCE_ATTRIBUTES, …). Nothing is registered globally: several may run beside each other.
 */
export function openTracer({ endpoint, version, instance, logger }: TracerOptions): Tracer {
  const ids = new ThingIds();
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
  const processor = new BatchSpanProcessor(saidFailures(exporter, logger));
  const own = resourceFromAttributes({
    'service.name': 'embed-archiver',
    'service.version': version,
    'service.instance.id': instance,
  });
  const provider = new NodeTracerProvider({
    idGenerator: ids,
    resource: own.merge(detectResources({ detectors: [envDetector] })),
    spanProcessors: [processor],
  });
  return new OtlpTracer(provider.getTracer('embed-archiver', version), ids, () =>
    provider
      .forceFlush({ timeoutMillis: flushMs })
      .catch(() => {
        // What could not be sent was said by the exporter.
      })
      .then(() => provider.shutdown()),
  );
}

class OtlpTracer implements Tracer {
  readonly #running = new AsyncLocalStorage<OtelSpan>();
  readonly #tracer: OtelTracer;
  readonly #ids: ThingIds;
  readonly #close: () => Promise<void>;

  constructor(tracer: OtelTracer, ids: ThingIds, close: () => Promise<void>) {
    this.#tracer = tracer;
    this.#ids = ids;
    this.#close = close;
  }

  begin(name: string, attributes: Attributes, { trace: thing, causes = [] }: Origin = {}): Span {
    const links = causes.flatMap(linkTo);
    const running = this.#running.getStore();
    const span =
      thing === undefined
        ? this.#tracer.startSpan(name, { attributes, links }, inside(running))
        : this.#ids.inTraceOf(thing, () => this.#tracer.startSpan(name, { attributes, links, root: true }));
    return {
      set: (more) => span.setAttributes(more),
      run: (work) => this.#running.run(span, work),
      end: (error) => end(span, error),
    };
  }

  mark(name: string, attributes: Attributes, thing: string): void {
    const running = this.#running.getStore();
    const links = running === undefined ? [] : [{ context: running.spanContext() }];
    const span = this.#ids.first(thing, () =>
      this.#tracer.startSpan(name, { attributes, links, root: true }, ROOT_CONTEXT),
    );
    running?.addLink({ context: span.spanContext() });
    span.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}

function inside(running: OtelSpan | undefined): Context {
  return running === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, running);
}

function linkTo(thing: string): Link[] {
  const ids = idsOf(thing);
  return ids === null ? [] : [{ context: { ...ids, traceFlags: TraceFlags.SAMPLED } }];
}

function end(span: OtelSpan, error: unknown): void {
  if (error !== undefined) {
    const exception = error instanceof Error ? error : new Error(String(error));
    span.recordException(exception);
    span.setStatus({ code: SpanStatusCode.ERROR, message: exception.message });
  }
  span.end();
}
