import type { FastifyInstance } from 'fastify';

/** One line a request, by route: addresses and headers can hold what must not be kept. */
export function addRequestLog(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    const facts = {
      method: request.method,
      route: request.routeOptions.url ?? null,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime),
    };
    request.log.debug(facts, 'request');
  });
}
