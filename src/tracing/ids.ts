import { type IdGenerator, RandomIdGenerator } from '@opentelemetry/sdk-trace-node';

interface Ids {
  traceId: string;
  spanId: string;
}

/**
 * The trace of a thing, and the span that begins it. A UUID has as many bits as a trace's id: a capture's spans are found by
 * its id, whatever process made them and however often it was tried. Null for what is no UUID.
 */
export function idsOf(thing: string): Ids | null {
  const hex = thing.toLowerCase().replaceAll('-', '');
  return /^[0-9a-f]{32}$/.test(hex) ? { traceId: hex, spanId: hex.slice(16) } : null;
}

/** Random ids, but for the span that is started inside one of the functions. */
export class ThingIds implements IdGenerator {
  readonly #random = new RandomIdGenerator();
  #next: { traceId: string; spanId?: string } | null = null;

  /** A span in the thing's trace. */
  inTraceOf<T>(thing: string, start: () => T): T {
    const ids = idsOf(thing);
    return this.#using(ids && { traceId: ids.traceId }, start);
  }

  /** The span that begins it. */
  first<T>(thing: string, start: () => T): T {
    return this.#using(idsOf(thing), start);
  }

  generateTraceId(): string {
    return this.#next?.traceId ?? this.#random.generateTraceId();
  }

  generateSpanId(): string {
    return this.#next?.spanId ?? this.#random.generateSpanId();
  }

  #using<T>(ids: { traceId: string; spanId?: string } | null, start: () => T): T {
    this.#next = ids;
    try {
      return start();
    } finally {
      this.#next = null;
    }
  }
}
