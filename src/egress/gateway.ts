import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { admitThrough } from './admit.ts';
import { forwardRequest, maxHeaderBytes } from './forward.ts';
import type { Ledger } from './ledger.ts';
import type { Policy } from './policy.ts';
import { answerText } from './refusal.ts';
import type { Route } from './route.ts';
import { openTunnel } from './tunnel.ts';

/**
 * The one way out: a forward proxy on loopback (RFC 9110, section 9.3.6 and RFC 9112, section 3.2.2). Only those who hold
 * a scope's credential may use it, and every connection is checked as it is made.
 */
export class Gateway implements AsyncDisposable {
  readonly #server: Server;
  readonly #ledgers = new Map<string, Ledger>();

  private constructor(server: Server) {
    this.#server = server;
  }

  static async start(route: Route, policy: Policy): Promise<Gateway> {
    const server = createServer({ maxHeaderSize: maxHeaderBytes });
    const gateway = new Gateway(server);
    server.on('request', (request, response) => {
      const ledger = gateway.#ledgerOf(request);
      if (ledger === null) {
        response.writeHead(407, challenge).end();
        return;
      }
      void forwardRequest(request, response, ledger, admitThrough(policy, route.forward));
    });
    server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => {
      const ledger = gateway.#ledgerOf(request);
      if (ledger === null) {
        client.on('error', () => client.destroy());
        client.end(answerText({ status: 407, headers: challenge }));
        return;
      }
      void openTunnel(request, client, head, ledger, admitThrough(policy, route.tunnel));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return gateway;
  }

  /** `http://127.0.0.1:<port>` */
  get url(): string {
    const { port } = this.#server.address() satisfies AddressInfo | string | null as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  add(ledger: Ledger): void {
    this.#ledgers.set(ledger.username, ledger);
  }

  remove(ledger: Ledger): void {
    this.#ledgers.delete(ledger.username);
    ledger[Symbol.dispose]();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const ledger of this.#ledgers.values()) {
      this.remove(ledger);
    }
    const closed = once(this.#server, 'close');
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  #ledgerOf(request: IncomingMessage): Ledger | null {
    const [scheme = '', token = ''] = (request.headers['proxy-authorization'] ?? '').split(' ');
    const [username = '', password = ''] = Buffer.from(token, 'base64').toString().split(':');
    const ledger = this.#ledgers.get(username);
    return scheme.toLowerCase() === 'basic' && ledger?.knows(password) ? ledger : null;
  }
}

const challenge = {
  'proxy-authenticate': 'Basic realm="egress"',
  'content-length': '0',
  connection: 'close',
};
