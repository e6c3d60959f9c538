import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** Stands where the archive is reached from outside, whether the archive behind it runs or not, and notes what it answers. */
export interface Relay extends AsyncDisposable {
  readonly url: string;
  readonly answered: { path: string; status: number }[];
  /** Paths that were asked for in vain. */
  readonly missed: string[];
  /** Null while it is down: then connections break off, as those to a server that fell over do. */
  leadTo(baseUrl: string | null): void;
}

export async function startRelay(): Promise<Relay> {
  let target: string | null = null;
  const answered: Relay['answered'] = [];
  const missed: string[] = [];
  const server = createServer((request, response) => {
    if (target === null) {
      missed.push(new URL(request.url ?? '', 'http://relay').pathname);
      request.socket.destroy();
      return;
    }
    pass(request, response, target).then(
      (answer) => answered.push(answer),
      // It went down meanwhile.
      (error: Error) => response.destroy(error),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    answered,
    missed,
    leadTo(baseUrl) {
      target = baseUrl;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}

/** Resolves to what was answered. */
async function pass(
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
): Promise<Relay['answered'][number]> {
  const answer = await forwarded(request, target);
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' });
  response.end(Buffer.from(await answer.arrayBuffer()));
  return { path: new URL(answer.url).pathname, status: answer.status };
}

async function forwarded(request: IncomingMessage, target: string): Promise<Response> {
  const body = await buffer(request);
  const {
    connection: _ofThisHop,
    host: _ofThisAddress,
    'content-length': _counted,
    ...headers
  } = request.headers;
  return await fetch(`${target}${request.url}`, {
    method: request.method ?? 'GET',
    headers: Object.entries(headers).map(([name, value]): [string, string] => [name, String(value)]),
    ...(body.length > 0 && { body: new Uint8Array(body) }),
  });
}
