import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { baseUrlOf } from '../base-url.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { collectionName, pageOf, pageQuery, plainText } from '../inputs.ts';
import { type Caller, requireScope } from '../plugins/authentication.ts';
import { notFound, Problem } from '../plugins/problems.ts';
import { collectionSchema, representCollection } from '../representations/collection.ts';
import { watchEverySeconds } from '../watch-wish.ts';

const values = {
  title: plainText(200).trim().nullable().optional(),
  description: plainText(5000).trim().nullable().optional(),
  public: z.boolean().optional().describe('Anybody may read its page; needs the scope admin'),
  restricted: z
    .boolean()
    .optional()
    .describe('Hides what is first submitted into it from then on; needs the scope admin'),
  watchEverySeconds: watchEverySeconds
    .nullable()
    .optional()
    .describe(
      'How often its posts are looked at that have no plan of their own; null for as often as seems right',
    ),
};
const newSchema = z.strictObject({ name: collectionName, ...values }).meta({ id: 'NewCollection' });
const patchSchema = z.strictObject(values).meta({ id: 'CollectionPatch' });
const params = z.object({ name: plainText(200).describe('The collection, as posts name it') });

/** Collections of posts: there as soon as a post is in one, and described here. */
export function collectionRoutes({ catalogue, publicUrl }: ApiDependencies): FastifyPluginAsyncZod {
  const { collections } = catalogue;

  return async (app) => {
    app.get(
      '/v1/collections',
      {
        config: { access: 'read' },
        schema: {
          tags: ['collections'],
          summary: 'Lists collections, described or not, the newest first',
          querystring: pageQuery,
          response: { 200: pageOf(collectionSchema) },
        },
      },
      async (request) => {
        const { items, nextCursor } = await collections.list(request.query);
        const baseUrl = baseUrlOf(request, publicUrl);
        return { items: items.map((item) => representCollection(item, baseUrl)), nextCursor };
      },
    );

    app.post(
      '/v1/collections',
      {
        config: { access: 'submit' },
        schema: {
          tags: ['collections'],
          summary: 'Describes a collection for the first time',
          body: newSchema,
          response: { 201: collectionSchema },
        },
      },
      async (request, reply) => {
        const { name, ...given } = request.body;
        assertMay(request.caller, given);
        const made = await collections.create(name, given, request.caller?.id ?? '');
        if (made === null) {
          throw new Problem('already-exists', `The collection ${name} was described before`);
        }
        return reply
          .code(201)
          .header('location', `/v1/collections/${encodeURIComponent(name)}`)
          .send(representCollection(made, baseUrlOf(request, publicUrl)));
      },
    );

    app.get(
      '/v1/collections/:name',
      {
        config: { access: 'read' },
        schema: {
          tags: ['collections'],
          summary: 'A collection',
          params,
          response: { 200: collectionSchema },
        },
      },
      async (request) => {
        const found = await collections.get(request.params.name);
        if (found === null) {
          throw notFound('collection');
        }
        return representCollection(found, baseUrlOf(request, publicUrl));
      },
    );

    app.patch(
      '/v1/collections/:name',
      {
        config: { access: 'submit' },
        schema: {
          tags: ['collections'],
          summary: 'Changes what is said of a collection',
          params,
          body: patchSchema,
          response: { 200: collectionSchema },
        },
      },
      async (request) => {
        assertMay(request.caller, request.body);
        const { name } = request.params;
        const changed = await collections.change(name, request.body, request.caller?.id ?? '');
        if (changed === null) {
          throw notFound('collection');
        }
        return representCollection(changed, baseUrlOf(request, publicUrl));
      },
    );

    app.delete(
      '/v1/collections/:name',
      {
        config: { access: 'admin' },
        schema: {
          tags: ['collections'],
          summary: 'Dissolves a collection; its posts stay, in none',
          params,
          response: { 204: z.void() },
        },
      },
      async (request, reply) => {
        if (!(await collections.delete(request.params.name, request.caller?.id ?? ''))) {
          throw notFound('collection');
        }
        return reply.code(204).send();
      },
    );
  };
}

/** Who may see what is for an admin to say, of collections as of posts. */
function assertMay(caller: Caller | null, given: { public?: unknown; restricted?: unknown }): void {
  if (given.public !== undefined || given.restricted !== undefined) {
    requireScope(caller, 'admin');
  }
}
