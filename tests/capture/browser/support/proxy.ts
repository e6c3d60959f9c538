import { once } from 'node:events';
import { createServer, type IncomingMessage, request } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { ProxyCredentials } from '#egress/egress.ts';

export interface TestProxy extends AsyncDisposable {
  credentials: ProxyCredentials;
  /** What was asked for with the right password, as `GET http://…` and `CONNECT host:port`. */
  seen: string[];
  refused: number;
}

/** A forward proxy that wants a password and leads every name to the loopback address. */
export async function openTestProxy(): Promise<TestProxy> {
  const [username, password] = ['scope', 'pass:word'];
  const expected = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const challenge = { 'proxy-authenticate': 'Basic realm="test"' };
  const seen: string[] = [];
  let refused = 0;
  const admits = (incoming: IncomingMessage): boolean => {
    const admitted = incoming.headers['proxy-authorization'] === expected;
    refused += admitted ? 0 : 1;
    if (admitted) {
      seen.push(`${incoming.method} ${incoming.url}`);
    }
    return admitted;
  };

  const server = createServer((incoming, response) => {
    if (!admits(incoming)) {
      response.writeHead(407, challenge).end();
      return;
    }
    const { port, pathname, search, host } = new URL(incoming.url ?? '');
    const options = { host: '127.0.0.1', port, path: pathname + search, method: incoming.method };
    const onward = request({ ...options, headers: { ...incoming.headers, host } }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    response.on('close', () => onward.destroy());
    incoming.pipe(onward);
  });
  server.on('connect', (incoming, socket) => {
    socket.on('error', () => undefined);
    if (!admits(incoming)) {
      socket.end('HTTP/1.1 407 Who?\r\nProxy-Authenticate: Basic realm="test"\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const onward = connect(Number(incoming.url?.split(':').at(-1)), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('close', () => onward.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    credentials: { server: `http://127.0.0.1:${port}`, username, password },
    seen,
    get refused() {
      return refused;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
