export type Attributes = Record<string, string | number | boolean | undefined>;

/** Where a span stands among others. Ids are those of things (UUIDs), which name their traces: what hangs together is found by them. */
export interface Origin {
  /** The span is in the trace of this thing, rather than inside the span that runs. */
  trace?: string;
  /** Things that led to it: it has links to the beginnings of their traces. */
  causes?: readonly string[];
}

export interface Span {
  set(attributes: Attributes): void;
  /** What is begun in `work`, at once or later, is inside this span. */
  run<T>(work: () => T): T;
  /** Once; with an error, the span has failed. */
  end(error?: unknown): void;
}

/** Tells what happened when and inside what. Never throws, and costs next to nothing where nobody listens. */
export interface Tracer extends AsyncDisposable {
  begin(name: string, attributes: Attributes, origin?: Origin): Span;
  /** The beginning of a thing's trace; linked both ways with the span that runs. */
  mark(name: string, attributes: Attributes, thing: string): void;
}

/** The span of the whole of `work`. */
export async function traced<T>(span: Span, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    const result = await span.run(() => work(span));
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
}

const noSpan: Span = { set() {}, run: (work) => work(), end() {} };

/** Where traces go nowhere. */
export const noTracer: Tracer = {
  begin: () => noSpan,
  mark() {},
  async [Symbol.asyncDispose]() {},
};
