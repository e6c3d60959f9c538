import {
  AddressRefusedError,
  type Fetch,
  type FetchResponse,
  ResponseTooLargeError,
  UnreachableError,
} from '#domain/fetch.ts';
import { retryAfterMs } from './schedule.ts';
import { signedHeaders } from './sign.ts';

/** Of an answer, for the log; the rest is not read. */
const maxAnswerBytes = 1000;

export interface Sending {
  url: string;
  message: { id: string; body: string };
  /** `whsec_…`, the newest first. */
  secrets: readonly string[];
}

export interface SendingTools {
  fetch: Fetch;
  now: () => Date;
  /** For the whole exchange. */
  timeoutMs: number;
}

/** What became of one attempt. */
export interface Answer {
  at: string;
  /** Null where nothing answered. */
  status: number | null;
  /** Why it counts as not delivered, in words; null where it was. */
  error: string | null;
  durationMs: number;
  response: string | null;
  retryAfterMs: number | null;
}

/** Sends once, and follows no redirect. Rejects where the signal ends it, or for what nobody foresaw. */
export async function sendMessage(
  { url, message, secrets }: Sending,
  { fetch, now, timeoutMs }: SendingTools,
  signal: AbortSignal,
): Promise<Answer> {
  const at = now();
  const startedMs = performance.now();
  const seen = await answerOf(() =>
    fetch(
      url,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...signedHeaders(message, secrets, at) },
        body: message.body,
        ...{ maxRedirects: 0, maxBytes: maxAnswerBytes, excess: 'cut', timeoutMs },
      },
      signal,
    ),
  );
  const durationMs = Math.round(performance.now() - startedMs);
  if (seen.kind === 'silent') {
    return {
      at: at.toISOString(),
      ...{ status: null, error: seen.reason, durationMs, response: null, retryAfterMs: null },
    };
  }
  const { status, headers, body } = seen.response;
  return {
    at: at.toISOString(),
    ...{ status, error: refusalOf(status), durationMs, response: new TextDecoder().decode(body) },
    retryAfterMs: retryAfterMs(headers['retry-after'], now()),
  };
}

type Seen = { kind: 'answered'; response: FetchResponse } | { kind: 'silent'; reason: string };

async function answerOf(send: () => Promise<FetchResponse>): Promise<Seen> {
  try {
    return { kind: 'answered', response: await send() };
  } catch (error) {
    if (
      error instanceof UnreachableError ||
      error instanceof AddressRefusedError ||
      error instanceof ResponseTooLargeError
    ) {
      return { kind: 'silent', reason: error.message };
    }
    throw error;
  }
}

function refusalOf(status: number): string | null {
  if (status >= 200 && status < 300) {
    return null;
  }
  const redirects = status >= 300 && status < 400;
  return redirects
    ? `answered ${status}: redirects are not followed, give the address that it leads to`
    : `answered ${status}`;
}
