import type { Exchange } from '#page-archive/exchange.ts';
import type { ResponseHead } from './body-plan.ts';
import type { Paused } from './paused.ts';

/** A visitor's own, or our way out's. */
const secretHeaders = new Set(['cookie', 'authorization', 'proxy-authorization']);

/** Null where the request failed: there is no response to keep. */
export function headOf({
  request,
  responseStatusCode,
  responseHeaders,
  resourceType,
}: Paused): ResponseHead | null {
  if (responseStatusCode === undefined) {
    return null;
  }
  return {
    method: request.method,
    status: responseStatusCode,
    resourceType,
    requestHeaders: new Map(
      Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    headers: new Map((responseHeaders ?? []).map(({ name, value }) => [name.toLowerCase(), value])),
  };
}

export function describeExchange(
  { request, responseStatusText, responseHeaders, resourceType }: Paused,
  { status }: ResponseHead,
  at: Date,
): Exchange {
  return {
    url: request.url,
    method: request.method,
    requestHeaders: Object.entries(request.headers).filter(
      ([name]) => !secretHeaders.has(name.toLowerCase()),
    ),
    requestBody: bodyOf(request),
    status,
    statusText: responseStatusText ?? '',
    responseHeaders: (responseHeaders ?? []).map(({ name, value }): [string, string] => [name, value]),
    body: null,
    bodyMissing: null,
    startedAt: at.toISOString(),
    serverAddress: null,
    obtainedBy: 'browser',
    resourceType,
  };
}

function bodyOf({ postDataEntries, postData }: Paused['request']): Uint8Array | null {
  const entries = (postDataEntries ?? []).flatMap(({ bytes }) =>
    bytes ? [Buffer.from(bytes, 'base64')] : [],
  );
  if (entries.length > 0) {
    return Buffer.concat(entries);
  }
  return postData === undefined ? null : Buffer.from(postData);
}

/** The method and address, and these without the query. */
export function addressesOf({ method, url }: Exchange): [whole: string, withoutQuery: string] {
  return [`${method} ${url}`, `${method} ${url.split(/[?#]/, 1)[0]}?`];
}

/** In what is said of it. */
const longestUrl = 200;

export function shorten(url: string): string {
  return url.length > longestUrl ? `${url.slice(0, longestUrl)}…` : url;
}
