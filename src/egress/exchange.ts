import { isUtf8 } from 'node:buffer';
import type { Dispatcher } from 'undici';
import { AddressRefusedError, ResponseTooLargeError, UnreachableError } from '#domain/fetch.ts';
import { acceptEncoding } from './decode.ts';
import { refusalIn } from './refusal.ts';

export interface ExchangeRequest {
  method: 'GET' | 'HEAD' | 'POST';
  headers: Record<string, string>;
  body: string | Uint8Array | null;
  /** 0 returns the redirect itself. */
  maxRedirects: number;
}

export interface Exchange {
  /** Every URL on the way, the first and the last included. */
  chain: string[];
  finalUrl: string;
  status: number;
  headers: Record<string, string>;
  setCookies: string[];
  body: Dispatcher.ResponseData['body'];
}

/** Of a redirect's own body, which nobody reads. */
const maxRedirectBodyBytes = 64 * 1024;
const redirectStatuses = [301, 302, 303, 307, 308];

/**
 * Sends a request through the gateway and follows its redirects; each hop is a connection of its own and is checked again.
 * Rejects with `AddressRefusedError`, `UnreachableError`, or what undici throws.
 */
export async function exchange(
  client: Dispatcher,
  url: string,
  request: ExchangeRequest,
  signal: AbortSignal,
): Promise<Exchange> {
  const chain: string[] = [];
  let next = { url: visitable(url), request };
  for (;;) {
    chain.push(next.url.href);
    const answer = await send(client, next.url, next.request, signal);
    const headers = plainHeaders(answer.headers);
    const location = redirectStatuses.includes(answer.statusCode) ? headers.location : undefined;
    if (location === undefined || request.maxRedirects === 0) {
      const setCookies = [answer.headers['set-cookie'] ?? []].flat();
      return {
        ...{ chain, finalUrl: next.url.href, status: answer.statusCode },
        ...{ headers, setCookies, body: answer.body },
      };
    }
    await answer.body.dump({ limit: maxRedirectBodyBytes, signal });
    if (chain.length > request.maxRedirects) {
      throw new UnreachableError(`${url} redirects more than ${request.maxRedirects} times`);
    }
    next = redirected(next.url, next.request, location, answer.statusCode);
  }
}

async function send(client: Dispatcher, url: URL, request: ExchangeRequest, signal: AbortSignal) {
  const answer = await client.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: request.method,
    headers: {
      accept: '*/*',
      'accept-language': 'en',
      'accept-encoding': acceptEncoding,
      ...lowerCased(request.headers),
    },
    body: request.body,
    signal,
  });
  const refusal = refusalIn(answer.headers);
  if (refusal !== null) {
    await answer.body.dump();
    throw refusal;
  }
  return answer;
}

function lowerCased(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function visitable(text: string, base?: URL): URL {
  const url = URL.parse(text, base?.href);
  if (url === null) {
    throw new AddressRefusedError(`${text} is not a URL`);
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new AddressRefusedError(`${url.protocol} addresses are not visited`);
  }
  if (url.username !== '' || url.password !== '') {
    throw new AddressRefusedError(`an address at ${url.host} holds a user name or password`);
  }
  return url;
}

function redirected(from: URL, request: ExchangeRequest, location: string, status: number) {
  const url = visitable(asUtf8(location), from);
  // 307 and 308 repeat the request; the others turn a POST into a GET (Fetch standard, HTTP-redirect fetch).
  const becomesGet = request.method === 'POST' && status !== 307 && status !== 308;
  const dropped = [
    ...(url.origin === from.origin ? [] : ['authorization', 'cookie']),
    ...(becomesGet ? ['content-type', 'content-length', 'content-encoding'] : []),
  ];
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !dropped.includes(name.toLowerCase())),
  );
  return {
    url,
    request: becomesGet
      ? { ...request, method: 'GET' as const, body: null, headers }
      : { ...request, headers },
  };
}

/** Header values are bytes, which undici reads as Latin-1; a `Location` outside ASCII is UTF-8, as browsers take it. */
function asUtf8(value: string): string {
  const bytes = Buffer.from(value, 'latin1');
  return bytes.toString('latin1') === value && isUtf8(bytes) ? bytes.toString() : value;
}

function plainHeaders(headers: Dispatcher.ResponseData['headers']): Record<string, string> {
  const entries = Object.entries(headers).flatMap(([name, value]) =>
    value === undefined || name === 'set-cookie'
      ? []
      : [[name, Array.isArray(value) ? value.join(', ') : value]],
  );
  return Object.fromEntries(entries);
}

/** What a failed exchange means to the caller: its own abort, a spent budget, a refusal, or that nothing answered. */
export function explain(error: unknown, url: string, signal: AbortSignal, scopeSignal: AbortSignal): Error {
  if (signal.aborted) {
    return asError(signal.reason);
  }
  if (scopeSignal.aborted) {
    return asError(scopeSignal.reason);
  }
  if (
    error instanceof AddressRefusedError ||
    error instanceof ResponseTooLargeError ||
    error instanceof UnreachableError
  ) {
    return error;
  }
  const { message } = asError(error);
  return new UnreachableError(`no answer from ${URL.parse(url)?.host ?? url}: ${message}`, { cause: error });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason), { cause: reason });
}
