import type { Exchange } from './exchange.ts';

type Headers = Exchange['responseHeaders'];

/** Left out of every archive: they let a reader act as the visitor. */
const secretHeaders = ['cookie', 'set-cookie', 'set-cookie2', 'authorization', 'proxy-authorization'];
/** They spoke of the bytes on the wire; the archive holds the decoded ones. */
const encodingHeaders = ['content-encoding', 'transfer-encoding'];

/** The request line and headers as HTTP/1.1 would have sent them, up to and with the empty line. */
export function requestHead(exchange: Exchange): Uint8Array {
  const { pathname, search, host } = new URL(exchange.url);
  const headers = kept(exchange.requestHeaders).filter(
    ([name]) => !isOneOf(name, ['content-length', 'host']),
  );
  return head(`${exchange.method} ${pathname}${search} HTTP/1.1`, [
    ['Host', host],
    ...headers,
    ...lengthHeader(exchange.requestBody?.length ?? null),
  ]);
}

/** The status line and headers, up to and with the empty line. */
export function responseHead(exchange: Exchange): Uint8Array {
  const reason = plain(exchange.statusText);
  const headers = kept(exchange.responseHeaders);
  return head(
    `HTTP/1.1 ${exchange.status} ${reason}`,
    // What a HEAD or a 304 says of its body's length is about a body that it does not have.
    isBodiless(exchange)
      ? renamed(headers, encodingHeaders)
      : [
          ...renamed(headers, [...encodingHeaders, 'content-length']),
          ...lengthHeader(exchange.body?.bytes ?? 0),
        ],
  );
}

/** Three digits, an http address, a method that is a token: what does not have them cannot be said in HTTP. */
export function isHttp(exchange: Exchange): boolean {
  return (
    Number.isInteger(exchange.status) &&
    exchange.status >= 100 &&
    exchange.status <= 999 &&
    isToken(exchange.method) &&
    URL.canParse(exchange.url) &&
    /^https?:$/.test(new URL(exchange.url).protocol)
  );
}

/** Absolute, ASCII, without fragment and without credentials. Throws where `url` is no URL. */
export function archivedUrl(url: string): string {
  const archived = new URL(url);
  archived.hash = '';
  if (/^https?:$/.test(archived.protocol)) {
    archived.username = '';
    archived.password = '';
  }
  return plain(archived.href).replaceAll(' ', '%20');
}

export function headerOf(headers: Headers, wanted: string): string | null {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
}

/** One line of printable ASCII: line ends become commas, as in a joined header; everything else is percent-encoded. */
export function plain(value: string): string {
  return value
    .toWellFormed()
    .split(/[\r\n]+/)
    .map((line) => line.trim())
    .filter((line, index) => line !== '' || index === 0)
    .join(', ')
    .replace(/[^\t\x20-\x7e]/gu, encodeURIComponent);
}

function isBodiless({ method, status, body }: Exchange): boolean {
  const byNature = method === 'HEAD' || status < 200 || status === 204 || status === 304;
  return byNature && (body === null || body.bytes === 0);
}

/** Also without HTTP/2's pseudo-headers and names that HTTP does not allow. */
function kept(headers: Headers): Headers {
  return headers
    .filter(([name]) => isToken(name) && !isOneOf(name, secretHeaders))
    .map(([name, value]) => [name, plain(value)]);
}

function renamed(headers: Headers, names: string[]): Headers {
  return headers.map(([name, value]) => [isOneOf(name, names) ? `x-orig-${name}` : name, value]);
}

function lengthHeader(bytes: number | null): Headers {
  return bytes === null ? [] : [['Content-Length', `${bytes}`]];
}

function head(firstLine: string, headers: Headers): Uint8Array {
  const lines = [firstLine.trimEnd(), ...headers.map(([name, value]) => `${name}: ${value}`)];
  return new TextEncoder().encode(`${lines.join('\r\n')}\r\n\r\n`);
}

function isToken(text: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]+$/.test(text);
}

function isOneOf(name: string, names: string[]): boolean {
  return names.includes(name.toLowerCase());
}
