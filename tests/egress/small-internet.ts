import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Server, type Socket } from 'node:net';
import type { Budget, Egress } from '#egress/egress.ts';
import { type EgressOptions, openEgress } from '#egress/open-egress.ts';
import { createLogger } from '#logger.ts';
import type { Authority } from '../support/recorded-web/authority.ts';

export const quiet = createLogger({ level: 'silent', pretty: false });
export const wideBudget: Budget = { maxBytes: 100_000_000, maxConnections: 2000, maxDurationMs: 120_000 };

/**
 * Names with public addresses, each of which is a server on loopback: what an unchained gateway takes for the internet.
 * `resolve` and `dial` are given to the gateway; a dial to any other address is recorded and fails.
 */
export class SmallInternet implements AsyncDisposable {
  readonly strayDials: string[] = [];
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #addressOf = new Map<string, string>();
  readonly #portOf = new Map<string, number>();

  /** Serves `host` and gives its public address. */
  async add(host: string, listener: RequestListener): Promise<string> {
    return await this.addServer(host, createServer(listener));
  }

  async addServer(host: string, server: Server): Promise<string> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#servers.push(server);
    server.on('connection', (socket: Socket) => this.#sockets.add(socket));
    const address = `93.184.216.${this.#servers.length}`;
    this.#addressOf.set(host, address);
    this.#portOf.set(address, portOfServer(server));
    return address;
  }

  /** From now on that name leads there, where nothing of this internet is. */
  moveInside(host: string, address: string): void {
    this.#addressOf.set(host, address);
  }

  readonly resolve = async (host: string): Promise<string[]> => {
    const address = this.#addressOf.get(host);
    if (address === undefined) {
      throw new Error(`ENOTFOUND ${host}`);
    }
    return [address];
  };

  readonly dial = (address: string): Socket => {
    const port = this.#portOf.get(address);
    if (port === undefined) {
      this.strayDials.push(address);
    }
    return connect({ host: '127.0.0.1', port: port ?? 1 });
  };

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.#servers.map((server) => once(server.close(), 'close'));
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await Promise.all(closed);
  }
}

export function openTestEgress(options: Partial<EgressOptions>): Promise<Egress> {
  return openEgress({ upstreamProxy: null, extraCaPem: null, allowCidrs: [], logger: quiet, ...options });
}

export function portOfServer(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** For an https server of this host, as the authority of a recorded web would sign it. */
export async function tlsServer(
  authority: Authority,
  host: string,
  listener: RequestListener,
): Promise<Server> {
  const secureContext = await authority.contextFor(host);
  return createTlsServer({ SNICallback: (_, done) => done(null, secureContext) }, listener);
}
