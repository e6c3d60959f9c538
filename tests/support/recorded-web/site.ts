/** One site of the recorded web: every request to its hosts is answered by it, over http and https alike. */
export interface Site {
  host: string | readonly string[];
  /** Null means that nobody expected this request. */
  handle(request: RecordedRequest): RecordedAnswer | null | Promise<RecordedAnswer | null>;
  /** Paths that browsers ask for by themselves; answered 404, and expected. See `browserNoise`. */
  noise?: readonly string[];
}

/** What a browser asks of every site that it opens. */
export const browserNoise: readonly string[] = ['/favicon.ico'];

export interface RecordedRequest {
  method: string;
  url: URL;
  /** Lower-case names. */
  headers: Record<string, string>;
  body: Uint8Array;
}

export interface RecordedAnswer {
  /** Default 200. */
  status?: number;
  headers?: Record<string, string>;
  /** Text is HTML unless `headers` say otherwise. Text and bytes answer ranges too; a stream is sent as it comes. */
  body?: string | Uint8Array | AsyncIterable<Uint8Array>;
  /** Waits before answering. */
  delayMs?: number;
  /** Breaks the connection instead of answering. */
  destroy?: boolean;
}
