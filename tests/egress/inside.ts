import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { portOfServer } from './small-internet.ts';

/** Stands in for everything that nobody outside may reach: TCP and UDP on one port of loopback, noting whatever comes. */
export class Inside implements AsyncDisposable {
  readonly port: number;
  /** First lines of what was sent over TCP, or `tcp` for a connection without words; `udp` for a packet. */
  readonly hits: string[] = [];
  readonly #tcp: Server;
  readonly #udp: UdpSocket;
  readonly #sockets = new Set<Socket>();

  private constructor(tcp: Server, udp: UdpSocket) {
    this.#tcp = tcp;
    this.#udp = udp;
    this.port = portOfServer(tcp);
    tcp.on('connection', (socket: Socket) => this.#note(socket));
    udp.on('message', () => this.hits.push('udp'));
  }

  static async open(): Promise<Inside> {
    const tcp = createServer().listen(0, '127.0.0.1');
    await once(tcp, 'listening');
    const udp = createSocket('udp4');
    udp.bind(portOfServer(tcp), '127.0.0.1');
    await once(udp, 'listening');
    return new Inside(tcp, udp);
  }

  /** The paths that were asked for, without those of other vectors. */
  paths(): string[] {
    return this.hits.flatMap((hit) => /^[A-Z]+ (\/\S*) HTTP/.exec(hit)?.[1] ?? []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#tcp.close(), 'close');
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    this.#udp.close();
    await closed;
  }

  #note(socket: Socket): void {
    this.#sockets.add(socket);
    const index = this.hits.push('tcp') - 1;
    socket.on('error', () => socket.destroy());
    socket.once('data', (chunk) => {
      this.hits[index] = String(chunk).split('\r\n')[0] ?? 'tcp';
      socket.end(
        'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nAccess-Control-Allow-Origin: *\r\nConnection: close\r\n\r\nhi',
      );
    });
  }
}
