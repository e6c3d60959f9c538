import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.ts';

/** For Prometheus. */
export function metricsRoutes({ observation }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/metrics',
      {
        config: { access: 'read' },
        schema: {
          tags: ['operation'],
          summary: 'What this process counts, and how the archive stands, in Prometheus’ text format',
          response: {
            200: { content: { 'text/plain': { schema: z.string() } }, description: 'Prometheus 0.0.4' },
          },
        },
      },
      async (_request, reply) => {
        const { mediaType, text } = await observation.readMetrics();
        return reply.header('cache-control', 'no-store').type(mediaType).send(text);
      },
    );
  };
}
