import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiDependencies } from '../dependencies.ts';

type WatchedRequest = ReturnType<ApiDependencies['observation']['watchRequest']>;

/** Tells of each request by its route: an address could hold anything. */
export function addRequestWatch(
  app: FastifyInstance,
  { watchRequest }: ApiDependencies['observation'],
): void {
  const watched = new WeakMap<FastifyRequest, WatchedRequest>();
  app.addHook('onRequest', (request, _reply, done) => {
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
    const watch = watchRequest({ method: request.method, route });
    watched.set(request, watch);
    watch.run(done);
  });
  // What reads the body loses what it runs inside of.
  app.addHook('preHandler', (request, _reply, done) => {
    const watch = watched.get(request);
    watch === undefined ? done() : watch.run(done);
  });
  app.addHook('onResponse', async (request, reply) => {
    watched.get(request)?.answered(reply.statusCode, reply.elapsedTime / 1000);
  });
}
