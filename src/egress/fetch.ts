import type { Dispatcher } from 'undici';
import { type Fetch, type FetchRequest, type FetchResponse, UnreachableError } from '#domain/fetch.ts';
import { collect, collectStart, decoded } from './decode.ts';
import { exchange, explain } from './exchange.ts';

const defaults = { maxRedirects: 5, maxBytes: 5_000_000, timeoutMs: 20_000 };

export interface FetchContext {
  client: Dispatcher;
  /** Fires with the reason why the scope has ended. */
  scopeSignal: AbortSignal;
  userAgent: string;
  now: () => Date;
}

/** `Fetch` through one scope of the gateway. */
export function createFetch(context: FetchContext): Fetch {
  return async (url, request = {}, signal) => {
    const limits = { ...defaults, ...request };
    const timeout = AbortSignal.timeout(limits.timeoutMs);
    const caller = signal ?? new AbortController().signal;
    caller.throwIfAborted();
    try {
      return await answer(context, url, limits, AbortSignal.any([caller, timeout]));
    } catch (error) {
      if (timeout.aborted && !caller.aborted) {
        throw new UnreachableError(`${url} gave no whole answer in ${limits.timeoutMs} ms`, { cause: error });
      }
      throw explain(error, url, caller, context.scopeSignal);
    }
  };
}

async function answer(
  { client, userAgent, now }: FetchContext,
  url: string,
  request: FetchRequest & typeof defaults,
  signal: AbortSignal,
): Promise<FetchResponse> {
  const { chain, finalUrl, status, headers, setCookies, body } = await exchange(
    client,
    url,
    {
      method: request.method ?? 'GET',
      headers: { 'user-agent': userAgent, ...request.headers },
      body: request.body ?? null,
      maxRedirects: request.maxRedirects,
    },
    signal,
  );
  const receivedAt = now().toISOString();
  const hasBody = request.method !== 'HEAD' && status !== 204 && status !== 304;
  const stream = hasBody ? decoded(body, headers['content-encoding']) : body;
  return {
    ...{ url, finalUrl, chain, status, headers },
    ...(setCookies.length === 0 ? {} : { setCookies }),
    body: await (request.excess === 'cut' ? collectStart : collect)(stream, request.maxBytes),
    receivedAt,
  };
}
