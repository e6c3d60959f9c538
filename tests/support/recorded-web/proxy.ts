import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { TLSSocket } from 'node:tls';
import { send } from './answer.ts';
import type { Authority } from './authority.ts';
import type { RecordedAnswer, RecordedRequest } from './site.ts';

const plainPorts = ['80', '8080'];

/** A forward proxy that answers for the whole internet itself, whether asked plainly or through a tunnel. */
export class ForwardProxy implements AsyncDisposable {
  readonly #server: Server;
  /** Speaks http inside the tunnels; never listens. */
  readonly #inner = createServer();
  readonly #authority: Authority;
  readonly #sockets = new Set<Duplex>();
  readonly #closing = new AbortController();

  constructor(
    server: Server,
    authority: Authority,
    answer: (request: RecordedRequest) => Promise<RecordedAnswer>,
  ) {
    this.#server = server;
    this.#authority = authority;
    const respond = (request: IncomingMessage, response: ServerResponse) =>
      void this.#respond(request, response, answer);
    server.on('request', respond);
    this.#inner.on('request', respond);
    server.on('connection', (socket) => this.#hold(socket));
    server.on(
      'connect',
      (request: IncomingMessage, socket: Socket) => void this.#openTunnel(request, socket),
    );
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    const closed = once(this.#server, 'close');
    this.#server.close();
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await closed;
  }

  async #openTunnel(request: IncomingMessage, socket: Socket): Promise<void> {
    const { hostname, port } = new URL(`https://${request.url}`);
    // The ends break off as they like; a test sees what came of it.
    socket.on('error', () => socket.destroy());
    const secureContext = plainPorts.includes(port) ? null : await this.#authority.contextFor(hostname);
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    const stream =
      secureContext === null
        ? socket
        : new TLSSocket(socket, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] });
    stream.on('error', () => stream.destroy());
    tunnels.set(stream, `${secureContext === null ? 'http' : 'https'}://${request.url}`);
    this.#inner.emit('connection', stream);
  }

  async #respond(
    request: IncomingMessage,
    response: ServerResponse,
    answer: (request: RecordedRequest) => Promise<RecordedAnswer>,
  ): Promise<void> {
    try {
      const url = new URL(request.url ?? '', tunnels.get(request.socket));
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      const recorded = { method: request.method ?? 'GET', url, headers, body: await buffer(request) };
      await send(await answer(recorded), recorded, response, this.#closing.signal);
    } catch (error) {
      // A stream that a site breaks off on purpose, and a client that leaves, end the same way: without the rest.
      response.destroy(error instanceof Error ? error : undefined);
    }
  }

  #hold(socket: Duplex): void {
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
  }
}

/** Where each tunnel leads, as in `https://example.org:443`. */
const tunnels = new WeakMap<Duplex, string>();
