import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { rebuildFrom } from '#catalogue/rebuild.ts';
import { captureStatuses } from '#domain/capture.ts';
import type { ApiDependencies } from '../dependencies.ts';

const resultSchema = z
  .object({
    added: z.number().int().describe('Documents of storage that the catalogue missed'),
    unusable: z.number().int().describe('Documents that could not be put in; the log names each'),
    captures: z.record(z.enum(captureStatuses), z.number().int()).describe('All that it holds now'),
  })
  .meta({ id: 'Reindexed' });

export function reindexRoutes({ catalogue, storage, logger, wake }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/reindex',
      {
        config: { access: 'admin' },
        schema: {
          tags: ['operation'],
          summary:
            'Puts into the catalogue what storage has and it misses; cards wait while there is much of it',
          response: { 200: resultSchema },
        },
      },
      async () => {
        // A manifest that no pointer names may be that of a capture that is about to be committed.
        const result = await rebuildFrom(catalogue, storage, { logger, adoptUnpointed: false });
        wake();
        return { ...result, captures: await catalogue.captures.counts() };
      },
    );
  };
}
