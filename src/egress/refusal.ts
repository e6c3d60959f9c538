import { STATUS_CODES } from 'node:http';
import { AddressRefusedError, ResponseTooLargeError, UnreachableError } from '#domain/fetch.ts';

/**
 * How the gateway tells its own client why there is no connection: this header on the proxy's answer, never passed on
 * from an origin. Its value is a kind and a message, as in `address 10.0.0.1 is not a public address`.
 */
export const refusalHeader = 'x-egress-refusal';

export interface ProxyAnswer {
  status: number;
  headers: Record<string, string>;
}

/** The proxy's answer for what went wrong on the way to the origin. */
export function answerFor(error: unknown): ProxyAnswer {
  const message = headerSafe(error instanceof Error ? error.message : String(error));
  const [status, kind] = describe(error);
  return {
    status,
    headers: { [refusalHeader]: `${kind} ${message}`, 'content-length': '0', connection: 'close' },
  };
}

/** The same as it goes over the wire in answer to a CONNECT. */
export function answerText({ status, headers }: ProxyAnswer): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, '', ''].join('\r\n');
}

/**
 * The error behind a proxy's answer; null where the answer is the origin's. A browser shows the gateway's refusal of a
 * plain http address as if the site had answered 403 or 502: only this header tells.
 */
export function refusalIn(headers: Record<string, string | string[] | undefined>): Error | null {
  const header = headers[refusalHeader];
  if (typeof header !== 'string') {
    return null;
  }
  const [kind = '', ...words] = header.split(' ');
  const message = words.join(' ');
  if (kind === 'address') {
    return new AddressRefusedError(message);
  }
  return kind === 'size' ? new ResponseTooLargeError(message) : new UnreachableError(message);
}

function describe(error: unknown): [number, string] {
  if (error instanceof AddressRefusedError) {
    return [403, 'address'];
  }
  return error instanceof ResponseTooLargeError ? [403, 'size'] : [502, 'unreachable'];
}

function headerSafe(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?');
}
