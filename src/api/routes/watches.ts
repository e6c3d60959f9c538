import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { postStates } from '#domain/post.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { pageOf, pageQuery } from '../inputs.ts';

const watchSchema = z
  .object({
    postId: z.string(),
    platform: z.string(),
    canonicalUrl: z.string(),
    state: z.enum(postStates),
    lookedAt: z.iso.datetime().nullable().describe('The last look, whatever it told'),
    nextAt: z.iso.datetime(),
    everySeconds: z.number(),
    waiting: z.boolean().describe('Whether a look was asked for and is still to come'),
  })
  .meta({ id: 'Watch' });

const query = pageQuery.extend({
  due: z
    .enum(['true', 'false'], { error: 'must be true or false' })
    .default('false')
    .describe('Only those whose time has come'),
});

/** The plans to look again. A post is put under watch, or taken from it, by PATCH on the post. */
export function watchRoutes({ catalogue }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/v1/watches',
      {
        config: { access: 'read' },
        schema: {
          tags: ['posts'],
          summary: 'Posts that are looked at again, the soonest first',
          querystring: query,
          response: { 200: pageOf(watchSchema) },
        },
      },
      async ({ query: { due, ...page } }) => catalogue.watches.list({ due: due === 'true' }, page),
    );
  };
}
