import { GiveUpError, TryLaterError } from '#domain/errors.ts';
import {
  AddressRefusedError,
  type Fetch,
  type FetchResponse,
  ResponseTooLargeError,
  UnreachableError,
} from '#domain/fetch.ts';

/** The longest articles with everything inlined have a tenth of this. */
const maxArticleBytes = 12_000_000;
const timeoutMs = 60_000;
const shortestWaitMs = 30_000;
const longestWaitMs = 30 * 60_000;

/** Statuses that speak of the visitor or the moment, not of the page. */
const passing: ReadonlySet<number> = new Set([401, 403, 408, 425, 429]);

export interface ArticleFetchOptions {
  fetch: Fetch;
  /** Since the article was submitted; the waits grow with it. */
  waitedMs: number;
  signal: AbortSignal;
  /** As errors call it; 'article' unless given. */
  what?: string;
  /** Instead of those that ask for an article. */
  headers?: Record<string, string>;
  maxBytes?: number;
  /** Whether 304 is an answer: the headers asked whether anything changed. */
  unchangedIsAnswer?: boolean;
}

/** The article's page. Rejects with `TryLaterError` for what may pass, with `GiveUpError` for what will not. */
export async function fetchArticle(url: string, options: ArticleFetchOptions): Promise<FetchResponse> {
  const { fetch, waitedMs, signal, what = 'article', maxBytes = maxArticleBytes } = options;
  const headers = options.headers ?? { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };
  const waitMs = Math.min(Math.max(waitedMs, shortestWaitMs), longestWaitMs);
  const response = await fetch(url, { headers, maxBytes, timeoutMs }, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw asJobError(error, what, waitMs);
  });
  const isAnswer = response.status >= 200 && response.status < 300;
  if (isAnswer || (options.unchangedIsAnswer === true && response.status === 304)) {
    return response;
  }
  const said = `the ${what} answered HTTP ${response.status}`;
  if (passing.has(response.status) || response.status >= 500) {
    throw new TryLaterError(said, retryAfterMs(response) ?? waitMs);
  }
  throw new GiveUpError(said);
}

function asJobError(error: unknown, what: string, waitMs: number): unknown {
  if (error instanceof UnreachableError) {
    return new TryLaterError(`the ${what} cannot be reached: ${error.message}`, waitMs, { cause: error });
  }
  if (error instanceof AddressRefusedError || error instanceof ResponseTooLargeError) {
    return new GiveUpError(`the ${what} cannot be fetched: ${error.message}`, { cause: error });
  }
  return error;
}

/** `Retry-After` (RFC 9110, section 10.2.3) in seconds or as a date. */
function retryAfterMs({ headers, receivedAt }: FetchResponse): number | null {
  const value = headers['retry-after'];
  if (value === undefined) {
    return null;
  }
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.parse(receivedAt);
  return Number.isFinite(waitMs) ? Math.max(0, waitMs) : null;
}
