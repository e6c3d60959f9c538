import type { FastifyInstance } from 'fastify';
import { PageProblem } from '../page-problem.ts';

/** What leads nowhere, for whoever browses; programs, and all below `/v1`, are told as elsewhere in the API. */
export function addNotFoundPage(app: FastifyInstance): void {
  app.get('/*', async (request, reply) => {
    const isBrowsing = request.headers.accept?.includes('text/html') ?? false;
    if (!isBrowsing || /^\/v1(?:\/|$)/.test(request.url)) {
      return reply.callNotFound();
    }
    throw new PageProblem(404, 'Nothing here', 'No page of this archive has this address.');
  });
}
