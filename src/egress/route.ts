import type { Socket } from 'node:net';

export interface Target {
  /** A name or an IP address, canonical, without brackets. */
  host: string;
  port: number;
}

export interface Connection {
  socket: Socket;
  /** The address really connected to; null where another proxy stands between. */
  address: string | null;
  /** Sent with a plain http request: what the next hop wants besides. */
  headers: Record<string, string>;
  /** Whether the next hop is a proxy, which takes whole URLs. */
  absoluteForm: boolean;
}

/** Rejects with `AddressRefusedError` or `UnreachableError`. */
export type Open = (target: Target, signal: AbortSignal) => Promise<Connection>;

/** How connections are made: straight to checked addresses, or through EGRESS_PROXY. */
export interface Route {
  readonly kind: 'direct' | 'proxy';
  /** A byte stream to the target. */
  readonly tunnel: Open;
  /** For one plain http request. */
  readonly forward: Open;
}

/** `host:port` as it stands in a CONNECT line. */
export function authorityOf({ host, port }: Target): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}
