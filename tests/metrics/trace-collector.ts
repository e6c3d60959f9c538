import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

const spanSchema = z.object({
  name: z.string(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  attributes: z.array(z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) })).default([]),
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).default([]),
  status: z.object({ code: z.number().optional() }).optional(),
});
export type CollectedSpan = z.infer<typeof spanSchema>;

const exportSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(z.object({ key: z.string(), value: z.unknown() })) }),
      scopeSpans: z.array(z.object({ spans: z.array(spanSchema) })),
    }),
  ),
});

/** A collector that takes OTLP over HTTP, as JSON, and keeps what it is told. */
export async function startTraceCollector() {
  const spans: CollectedSpan[] = [];
  const resource = new Map<string, unknown>();
  const server = createServer((request, response) => {
    json(request).then(
      (body) => {
        take(request.url, body);
        response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
      },
      () => response.writeHead(400).end(),
    );
  });
  function take(path: string | undefined, body: unknown): void {
    const told = exportSchema.parse(body);
    for (const { resource: described, scopeSpans } of path === '/v1/traces' ? told.resourceSpans : []) {
      for (const { key, value } of described.attributes) {
        resource.set(key, value);
      }
      spans.push(...scopeSpans.flatMap((scope) => scope.spans));
    }
  }
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() satisfies AddressInfo | string | null as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    spans,
    resource,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
