import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer {
  status?: number;
  type: string;
  body: string | Uint8Array;
}
export type Route = Answer | ((response: ServerResponse) => void);

/** A site on loopback whose answers a test sets; what it does not know is 404. */
export interface Site extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  readonly routes: Map<string, Route>;
  /** Paths asked for, in order. */
  readonly requests: string[];
}

export async function openSite(): Promise<Site> {
  const routes = new Map<string, Route>();
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://site').pathname;
    requests.push(path);
    const route = routes.get(path) ?? { status: 404, type: 'text/plain', body: 'not here' };
    if (typeof route === 'function') {
      route(response);
      return;
    }
    response.writeHead(route.status ?? 200, { 'content-type': route.type }).end(route.body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://site.test:${port}`,
    port,
    routes,
    requests,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
