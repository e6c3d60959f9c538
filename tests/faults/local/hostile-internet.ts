import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { portOfServer } from '../../egress/small-internet.ts';

export const inside = ['127.0.0.1', '10.0.0.1', '169.254.169.254'] as const;
/** What the site lets a visitor see where it means no harm. */
const calm = (title: string, body = '') =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>Words of a page that is as it should be, and some more of them.</p>${body}`;

const bombBytes = 300_000_000;
const pictureSide = 30_000;

type Site = (socket: Socket, path: string) => void;

/** One host for each way of doing harm, all on loopback; what is asked of the inside is counted. */
export class HostileInternet implements AsyncDisposable {
  readonly names: Record<string, string[]> = {};
  readonly ports: Record<string, number> = {};
  /** Requests by host. */
  readonly hits = new Map<string, number>();
  readonly #servers: Server[] = [];
  readonly #sockets = new Set<Socket>();

  static async open(): Promise<HostileInternet> {
    const internet = new HostileInternet();
    for (const [host, site] of Object.entries(await sites())) {
      const address = `93.184.216.${internet.#servers.length + 1}`;
      internet.names[host] = [address];
      internet.ports[address] = await internet.#serve(host, site);
    }
    const insidePort = await internet.#serve('inside', answerWith(calm('The inside')));
    for (const address of inside) {
      internet.ports[address] = insidePort;
    }
    internet.names['rebinds.example'] = [...(internet.names['calm.example'] ?? []), ...inside];
    internet.names['leads-inside.example'] = [inside[1]];
    internet.names['unknown.example'] = [];
    return internet;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = this.#servers.map((server) => once(server.close(), 'close'));
    for (const socket of this.#sockets) {
      socket.destroy();
    }
    await Promise.all(closed);
  }

  async #serve(host: string, site: Site): Promise<number> {
    const server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => socket.destroy()).once('close', () => this.#sockets.delete(socket));
      socket.once('data', (head) => {
        this.hits.set(host, (this.hits.get(host) ?? 0) + 1);
        site(socket, /^[A-Z]+ (\S*)/.exec(String(head))?.[1] ?? '/');
      });
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#servers.push(server);
    return portOfServer(server);
  }
}

async function sites(): Promise<Record<string, Site>> {
  const zeros = gzipSync(Buffer.alloc(bombBytes));
  const picture = await sharp({
    create: { width: pictureSide, height: pictureSide, channels: 3, background: 'red' },
    limitInputPixels: false,
  })
    .png({ compressionLevel: 9, palette: true })
    .toBuffer();
  return {
    'calm.example': answerWith(calm('A calm page')),
    'drips-its-head.example': (socket) => drip(socket, 'HTTP/1.1 200 OK\r\nX-Slow: ', 'a', 1000),
    'drips.example': (socket) =>
      drip(socket, `${head('text/html')}${calm('It comes byte by byte')}`, ' ', 1000),
    'never-answers.example': () => {},
    'resets.example': (socket) => {
      socket.write(`${head('text/html')}<!doctype html><title>It breaks off</title><p>And the`, () =>
        socket.resetAndDestroy(),
      );
    },
    'gzip-bomb.example': answerWith(zeros, 'text/html', 'Content-Encoding: gzip\r\n'),
    'picture-bomb.example': (socket, path) =>
      path === '/bomb.png'
        ? answerWith(picture, 'image/png')(socket, path)
        : answerWith(
            calm(
              'It shows a large picture',
              '<meta property="og:image" content="http://picture-bomb.example/bomb.png"><img src="/bomb.png" width="200">',
            ),
          )(socket, path),
    'redirects.example': (socket, path) => {
      const next = `http://redirects.example/${Number(path.slice(1) || 0) + 1}`;
      socket.end(`HTTP/1.1 302 Found\r\nLocation: ${next}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
    },
    'never-ends.example': (socket) => pour(socket),
    'loops.example': answerWith(calm('It loops', '<script>for (;;);</script>')),
    'takes-all-memory.example': answerWith(
      calm(
        'It takes all memory',
        '<script>const kept = []; for (;;) kept.push([...Array(1e5).keys()]);</script>',
      ),
    ),
    'fetches-inside.example': answerWith(
      calm(
        'It asks the inside',
        `${inside.map((address) => `<img src="http://${address}/"><iframe src="http://${address}/"></iframe>`).join('')}
         <script>for (let i = 0; i < 5; i += 1) fetch('http://rebinds.example/' + i, { mode: 'no-cors' });</script>`,
      ),
    ),
  };
}

function head(type: string, more = ''): string {
  return `HTTP/1.1 200 OK\r\nContent-Type: ${type}\r\n${more}Connection: close\r\n\r\n`;
}

function answerWith(body: string | Uint8Array, type = 'text/html', more = ''): Site {
  return (socket) => {
    socket.write(head(type, `${more}Content-Length: ${Buffer.byteLength(body)}\r\n`));
    socket.end(body);
  };
}

/** As a slow loris does: never silent, and never done. */
function drip(socket: Socket, start: string, more: string, everyMs: number): void {
  socket.write(start);
  const timer = setInterval(() => socket.write(more), everyMs);
  socket.once('close', () => clearInterval(timer));
}

/** As fast as it is taken. */
function pour(socket: Socket): void {
  const chunk = Buffer.from('<p>and on</p>'.repeat(5000));
  const more = () => {
    while (!socket.destroyed && socket.write(chunk)) {}
  };
  socket.write(`${head('text/html')}<!doctype html><title>It never ends</title>`);
  socket.on('drain', more);
  more();
}
