import type { SpanExporter } from '@opentelemetry/sdk-trace-node';
import type { Logger } from '#logger.ts';

/** A collector that is away fails every batch; one line in this time is enough. */
const quietMs = 60_000;

/** The same exporter, whose failures the log tells: the archive goes on without traces, and somebody should know. */
export function saidFailures(exporter: SpanExporter, logger: Logger): SpanExporter {
  let saidAt = Number.NEGATIVE_INFINITY;
  let lost = 0;
  return {
    export(spans, done) {
      exporter.export(spans, (result) => {
        if (result.error !== undefined) {
          lost += spans.length;
          const now = performance.now();
          if (now - saidAt >= quietMs) {
            logger.warn({ err: result.error, spans: lost }, 'traces not exported');
            saidAt = now;
            lost = 0;
          }
        }
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
    forceFlush: async () => exporter.forceFlush?.(),
  };
}
