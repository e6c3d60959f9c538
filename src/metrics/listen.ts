import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { metricsMediaType } from './metrics.ts';

export interface MetricsDoor extends AsyncDisposable {
  readonly port: number;
}

export interface MetricsDoorOptions {
  host: string;
  /** 0 takes any free port. */
  port: number;
  read: () => Promise<string>;
  onFailure: (error: unknown) => void;
}

/** `/metrics` and `/healthz` of a process that serves nothing else, without a key: for a network that only scrapers are on. */
export async function openMetricsDoor({
  host,
  port,
  read,
  onFailure,
}: MetricsDoorOptions): Promise<MetricsDoor> {
  const server = createServer({ requestTimeout: 10_000 }, (request, response) => {
    const [path] = (request.url ?? '').split('?');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answer(response, 405, 'text/plain', 'Only GET\n');
    } else if (path === '/healthz') {
      answer(response, 200, 'application/json', '{"status":"ok"}\n');
    } else if (path === '/metrics') {
      read().then(
        (text) => answer(response, 200, metricsMediaType, text),
        (error: unknown) => {
          onFailure(error);
          answer(response, 500, 'text/plain', 'The metrics could not be read; the log says why\n');
        },
      );
    } else {
      answer(response, 404, 'text/plain', 'Here are /metrics and /healthz\n');
    }
  });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() satisfies AddressInfo | string | null as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function answer(response: ServerResponse, status: number, mediaType: string, text: string): void {
  response.writeHead(status, {
    'content-type': mediaType,
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
  });
  // Node leaves the body of an answer to HEAD out.
  response.end(text);
}
