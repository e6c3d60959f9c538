import { once } from 'node:events';
import {
  type ClientRequest,
  type IncomingMessage,
  request as requestOver,
  type ServerResponse,
} from 'node:http';
import { pipeline } from 'node:stream/promises';
import { AddressRefusedError } from '#domain/fetch.ts';
import { portOf } from '#domain/submitted-url.ts';
import type { Admit } from './admit.ts';
import type { Ledger } from './ledger.ts';
import { answerFor, refusalHeader } from './refusal.ts';
import type { Connection } from './route.ts';

/** Cookies of some platforms fill more than Node's default. */
export const maxHeaderBytes = 64 * 1024;

/** Answers a plain http request in absolute form, over a connection of its own. */
export async function forwardRequest(
  request: IncomingMessage,
  response: ServerResponse,
  ledger: Ledger,
  admit: Admit,
): Promise<void> {
  const left = new AbortController();
  response.once('close', () => left.abort());
  ledger.hold(request.socket);
  try {
    const url = plainHttpUrl(request.url ?? '');
    const signal = AbortSignal.any([left.signal, ledger.signal]);
    const { connection, record } = await admit({ host: url.hostname, port: portOf(url) }, ledger, signal);
    const asking = ask(request, url, connection);
    const answered = once(asking, 'response', { signal });
    const [answer] = (await Promise.race([answered, pipeline(request, asking).then(() => answered)])) as [
      IncomingMessage,
    ];
    response.writeHead(answer.statusCode ?? 502, endToEnd(answer.rawHeaders));
    await pipeline(answer, ledger.meter(record), response);
  } catch (error) {
    fail(response, error);
  }
}

function plainHttpUrl(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol !== 'http:' || url.username !== '' || url.password !== '') {
    throw new AddressRefusedError(`${text} is not a plain http address`);
  }
  return url;
}

function ask(request: IncomingMessage, url: URL, connection: Connection): ClientRequest {
  const asking = requestOver({
    method: request.method,
    path: connection.absoluteForm ? url.href : `${url.pathname}${url.search}`,
    headers: [
      ...endToEnd(request.rawHeaders, 'host'),
      'host',
      url.host,
      'connection',
      'close',
      ...Object.entries(connection.headers).flat(),
    ],
    createConnection: () => connection.socket,
    maxHeaderSize: maxHeaderBytes,
  });
  // Before the answer `once` hears errors, after it the answer's own stream does; this event comes besides.
  return asking.on('error', () => {});
}

/** Of one hop only (RFC 9110, section 7.6.1), or ours to say. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
  refusalHeader,
];

/** Raw headers, as `[name, value, name, value, …]`, that may be passed on. */
function endToEnd(rawHeaders: string[], ...alsoDropped: string[]): string[] {
  const pairs = rawHeaders.flatMap((name, index) =>
    index % 2 === 0 ? [{ name, value: rawHeaders[index + 1] ?? '' }] : [],
  );
  const named = pairs
    .filter(({ name }) => name.toLowerCase() === 'connection')
    .flatMap(({ value }) => value.toLowerCase().split(/\s*,\s*/));
  const dropped = new Set([...hopByHop, ...named, ...alsoDropped]);
  return pairs.flatMap(({ name, value }) => (dropped.has(name.toLowerCase()) ? [] : [name, value]));
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, headers } = answerFor(error);
  response.writeHead(status, headers).end();
}
