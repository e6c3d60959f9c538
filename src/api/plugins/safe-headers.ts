import type { FastifyInstance } from 'fastify';

/**
 * What every answer says, those of libraries and errors too: no browser takes it for another kind of thing than it is said to
 * be. Pages and cards add policies of their own.
 */
export function addSafeHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('x-content-type-options', 'nosniff');
  });
}
