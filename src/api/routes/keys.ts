import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type ApiKey, scopes } from '#catalogue/catalogue.ts';
import { allowedBy, type KeyLimits, usualLimits } from '#domain/key-limits.ts';
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
    limits: z
      .object({ requestsPerMinute: z.number().nullable(), submissionsPerDay: z.number().nullable() })
      .describe('null is no limit'),
  })
  .meta({ id: 'Key' });

const limit = z
  .number({ error: 'must be a whole number, or null for no limit' })
  .int({ error: 'must be a whole number' })
  .min(1, { error: 'must be 1 or more; revoke the key to shut it out' })
  .max(1_000_000_000)
  .nullable();

const limitsSchema = z.strictObject({
  requestsPerMinute: limit
    .optional()
    .describe(`Left out: ${usualLimits.requestsPerMinute}, and no limit for the scope admin`),
  submissionsPerDay: limit
    .optional()
    .describe(
      `Each post counts. Left out: ${usualLimits.submissionsPerDay}, and no limit for the scope admin`,
    ),
});

const newKeySchema = z.strictObject({
  name: plainText(200).trim().min(1, { error: 'is empty; say who uses it' }),
  scopes: z
    .array(z.enum(scopes, { error: `must be one of ${scopes.join(', ')}` }))
    .min(1, { error: `is empty; give one of ${scopes.join(', ')}` })
    .overwrite((given) => [...new Set(given)]),
  limits: limitsSchema.default({}),
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
        const key = await keys.create({
          ...request.body,
          ...{ id, secretSha256, limits: given(request.body.limits) },
        });
        return reply.code(201).send({ ...represent(key), secret });
      },
    );

    app.get(
      '/v1/keys',
      {
        config: { access: 'admin' },
        schema: { tags: ['keys'], summary: 'Lists API keys', response: { 200: pageOf(keySchema) } },
      },
      async () => ({ items: (await keys.list()).map(represent), nextCursor: null }),
    );

    app.patch(
      '/v1/keys/:id',
      {
        config: { access: 'admin' },
        schema: {
          tags: ['keys'],
          summary: 'Sets what a key may ask for, from its next request on',
          params: idParameter('The key'),
          body: z.strictObject({
            limits: limitsSchema.describe('In the place of those it had: what is left out is the usual'),
          }),
          response: { 200: keySchema },
        },
      },
      async (request) => {
        const key = await keys.limit(request.params.id, given(request.body.limits));
        if (key === null) {
          throw notFound('key');
        }
        return represent(key);
      },
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

function represent(key: ApiKey): z.input<typeof keySchema> {
  return { ...key, limits: allowedBy(key) };
}

/** Without what was left out. */
function given({ requestsPerMinute, submissionsPerDay }: z.output<typeof limitsSchema>): KeyLimits {
  return {
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(submissionsPerDay !== undefined && { submissionsPerDay }),
  };
}
