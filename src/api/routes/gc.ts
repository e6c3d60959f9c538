import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { collectGarbage, GarbageUnknownError } from '#moving/collect-garbage.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../plugins/problems.ts';

const leastSeconds = 3600;

const bodySchema = z.strictObject({
  olderThanSeconds: z
    .number()
    .int()
    .min(leastSeconds, {
      error: `must be ${leastSeconds} or more: captures under way need what they stored`,
    }),
  remove: z.boolean().default(false).describe('False only says what would be removed'),
});

const resultSchema = z
  .object({
    objects: z.number().int().describe('That nothing refers to'),
    bytes: z.number().int(),
    names: z.array(z.string()).describe('Of the first thousand'),
    pictures: z.number().int().describe('Of cards that nobody asked for; they can be drawn again'),
    removed: z.boolean(),
  })
  .meta({ id: 'Collected' });

/** For the command line on the machine alone, as everything that removes is. */
export function gcRoutes({
  catalogue,
  storage,
  replica = null,
  clock,
}: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/gc',
      {
        config: { access: 'admin' },
        schema: {
          tags: ['operation'],
          summary: 'Finds files that nothing refers to, and removes them, by the command line alone',
          body: bodySchema,
          response: { 200: resultSchema },
        },
      },
      async (request) => {
        if (request.caller?.kind !== 'control') {
          throw new Problem('forbidden', 'Only the command gc, on the machine itself, removes anything');
        }
        const { olderThanSeconds, remove } = request.body;
        const before = new Date(clock.now().getTime() - olderThanSeconds * 1000);
        const signal = request.server.closing;
        try {
          return await collectGarbage({ catalogue, storage, replica, before, remove, signal });
        } catch (error) {
          if (error instanceof GarbageUnknownError) {
            throw new Problem('damaged', error.message);
          }
          throw error;
        }
      },
    );
  };
}
