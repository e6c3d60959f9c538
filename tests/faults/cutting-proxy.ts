import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

export interface Cut {
  /** What a client says (as bytes on the wire) that begins the count. */
  behind: string;
  /** Messages of the same connection after that one until it is cut; 0 cuts at that one. */
  messages: number;
  /** Whether the last message still reaches the server, whose answer is lost then. */
  delivered: boolean;
}

/** Between clients and a server on loopback, and able to cut a connection in the midst of what it is doing. */
export class CuttingProxy implements AsyncDisposable {
  readonly port: number;
  cuts = 0;
  readonly #server: ReturnType<typeof createServer>;
  readonly #sockets = new Set<Socket>();
  #next: Cut | null = null;

  private constructor(server: ReturnType<typeof createServer>, port: number, targetPort: number) {
    this.#server = server;
    this.port = port;
    server.on('connection', (client) => this.#join(client, connect(targetPort, '127.0.0.1')));
  }

  static async open(targetPort: number): Promise<CuttingProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') {
      throw new Error('no port');
    }
    return new CuttingProxy(server, address.port, targetPort);
  }

  /** The next connection that comes to it is cut. */
  cutNext(cut: Cut): void {
    this.#next = cut;
  }

  #join(client: Socket, server: Socket): void {
    let left: number | null = null;
    const prepared = new PreparedNames();
    const cut = () => {
      client.destroy();
      server.destroy();
    };
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      // A broken connection is what this is for; whoever used it sees it end.
      socket.on('error', cut);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        cut();
      });
    }
    server.on('data', (bytes) => client.write(bytes));
    client.on('data', (bytes: Buffer) => {
      prepared.listen(bytes);
      if (left === null && this.#next !== null && prepared.says(bytes, this.#next.behind)) {
        left = this.#next.messages;
      }
      if (left === null || this.#next === null || left > 0) {
        left = left === null ? null : left - 1;
        server.write(bytes);
        return;
      }
      const { delivered } = this.#next;
      this.#next = null;
      this.cuts += 1;
      client.destroy();
      if (delivered) {
        server.end(bytes);
      } else {
        server.destroy();
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    this.#server.close();
    await once(this.#server, 'close');
  }
}

/** What a connection has prepared is said by its name alone, in a Bind, whose first word is that of its portal: none. */
class PreparedNames {
  readonly #texts = new Map<string, string>();

  listen(bytes: Buffer): void {
    for (const [, name = '', text = ''] of bytes.toString('latin1').matchAll(/(s\d+)\0([^\0]+)\0/g)) {
      this.#texts.set(name, text);
    }
  }

  says(bytes: Buffer, text: string): boolean {
    const names = [...this.#texts].filter(([, prepared]) => prepared.includes(text)).map(([name]) => name);
    return bytes.includes(text) || names.some((name) => bytes.includes(`\0${name}\0`));
  }
}
