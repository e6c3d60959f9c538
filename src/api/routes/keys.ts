import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { scopes } from '#catalogue/catalogue.ts';
import { nothing } from '#web/answers.ts';
import { createApiKey } from '../api-key.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { idParameter, pageOf, plainText } from '../inputs.ts';
import { notFound } from '../plugins/problems.ts';

const keySchema = z
  .object({
    id: z.string(),
    name: z.string(),
    scopes: z.array(z.enum(scopes)),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().nullable(),
    revokedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'Key' });

const newKeySchema = z.strictObject({
  name: plainText(200).trim().min(1, { error: 'is empty; say who uses it' }),
  scopes: z
    .array(z.enum(scopes, { error: `must be one of ${scopes.join(', ')}` }))
    .min(1, { error: `is empty; give one of ${scopes.join(', ')}` })
    .overwrite((given) => [...new Set(given)]),
});

export function keyRoutes({ catalogue: { keys } }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/keys',
      {
        config: { access: 'admin' },
        schema: {
          tags: ['keys'],
          summary: 'Makes an API key; its secret is shown here and never again',
          body: newKeySchema,
          response: { 201: keySchema.extend({ secret: z.string() }) },
        },
      },
      async (request, reply) => {
        const { id, secret, secretSha256 } = createApiKey();
        const key = await keys.create({ id, ...request.body, secretSha256 });
        return reply.code(201).send({ ...key, secret });
      },
    );

    app.get(
      '/v1/keys',
      {
        config: { access: 'admin' },
        schema: { tags: ['keys'], summary: 'Lists API keys', response: { 200: pageOf(keySchema) } },
      },
      async () => ({ items: await keys.list(), nextCursor: null }),
    );

    app.delete(
      '/v1/keys/:id',
      {
        config: { access: 'admin' },
        schema: {
          tags: ['keys'],
          summary: 'Revokes an API key, at once',
          params: idParameter('The key'),
          response: { 204: nothing('It is revoked') },
        },
      },
      async (request, reply) => {
        if (!(await keys.revoke(request.params.id))) {
          throw notFound('key');
        }
        return reply.code(204).send();
      },
    );
  };
}
