import type { FastifyRequest } from 'fastify';

/**
 * The address that answers should point to, without a slash at its end: the one that is configured, else the one that
 * the request named; a command on the control socket named none, so it gets the one that is listened on.
 */
export function baseUrlOf(request: FastifyRequest, publicUrl: string | null): string {
  if (publicUrl !== null) {
    return publicUrl;
  }
  const named =
    request.caller?.kind === 'control' ? null : URL.parse(`${request.protocol}://${request.host}`);
  return named?.origin ?? listeningUrl(request) ?? 'http://127.0.0.1';
}

/** Where the service lives below a path of its host, `/archive`; else empty. */
export function pathPrefixOf(publicUrl: string | null): string {
  return publicUrl === null ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');
}

function listeningUrl(request: FastifyRequest): string | null {
  const address = request.server.server.address();
  if (address === null || typeof address === 'string') {
    return null;
  }
  return urlOfAddress(address.address, address.port);
}

/** Any-address is reached on this machine by its loopback. */
export function urlOfAddress(address: string, port: number): string {
  const host = address === '0.0.0.0' || address === '::' ? '127.0.0.1' : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
