import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { outcomes } from '#domain/capture.ts';
import { postStates } from '#domain/post.ts';
import { baseUrlOf } from '../base-url.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { FindPost } from '../find-post.ts';
import { collection, moment, note, pageOf, pageQuery, plainText, postParameter, tags } from '../inputs.ts';
import { requireScope } from '../plugins/authentication.ts';
import { gone, notFound } from '../plugins/problems.ts';
import { historyItemSchema, postSchema, representPost, representPostFor } from '../representations/post.ts';
import { watchWish } from '../watch-wish.ts';

const query = plainText(1000).optional();
const searchSchema = pageQuery.extend({
  url: plainText(8192).optional().describe('Any variant of a post’s URL: lists that post alone'),
  q: query.describe('Words of its text, author or quotation'),
  platform: query,
  author: query,
  state: z.enum(postStates, { error: `must be one of ${postStates.join(', ')}` }).optional(),
  outcome: z.enum(outcomes, { error: `must be one of ${outcomes.join(', ')}` }).optional(),
  tag: query,
  collection: query,
  from: moment('start').optional().describe('Published then or later'),
  to: moment('end').optional().describe('Published then or earlier'),
});

const patchSchema = z
  .strictObject({
    tags: tags.optional(),
    collection: collection.optional(),
    note: note.optional(),
    watch: watchWish.optional(),
    restricted: z.boolean().optional().describe('Hides it from every public route; needs the scope admin'),
    reason: plainText(2000).optional().describe('Why it is hidden or shown; kept in the signed log'),
  })
  .meta({ id: 'PostPatch' });

export function postRoutes(dependencies: ApiDependencies, findPost: FindPost): FastifyPluginAsyncZod {
  const { catalogue, notary, publicUrl, wake } = dependencies;
  const params = postParameter;
  const findOrFail = async (idOrUrl: string) => {
    const post = await findPost(idOrUrl);
    if (!post) {
      throw notFound('post');
    }
    const purge = await catalogue.purges.ofPost(post.postId);
    if (purge !== null) {
      throw gone(purge);
    }
    return post;
  };

  return async (app) => {
    app.get(
      '/v1/posts',
      {
        config: { access: 'read' },
        schema: {
          tags: ['posts'],
          summary: 'Finds posts by URL, or by words and other marks',
          querystring: searchSchema,
          response: { 200: pageOf(postSchema) },
        },
      },
      async (request) => {
        const { url, limit, cursor, ...criteria } = request.query;
        const baseUrl = baseUrlOf(request, publicUrl);
        if (url !== undefined) {
          const post = await findPost(url);
          return { items: post ? [representPost(post, baseUrl)] : [], nextCursor: null };
        }
        const { items, nextCursor } = await catalogue.posts.search(criteria, { limit, cursor });
        return { items: items.map((post) => representPost(post, baseUrl)), nextCursor };
      },
    );

    app.get(
      '/v1/posts/:postId',
      {
        config: { access: 'read' },
        schema: { tags: ['posts'], summary: 'A post', params, response: { 200: postSchema } },
      },
      async (request) =>
        representPost(await findOrFail(request.params.postId), baseUrlOf(request, publicUrl)),
    );

    app.patch(
      '/v1/posts/:postId',
      {
        config: { access: 'submit' },
        schema: {
          tags: ['posts'],
          summary: 'Changes what the archive notes of a post',
          params,
          body: patchSchema,
          response: { 200: postSchema },
        },
      },
      async (request) => {
        if (request.body.restricted !== undefined) {
          requireScope(request.caller, 'admin');
        }
        const { postId } = await findOrFail(request.params.postId);
        const { reason = null, ...patch } = request.body;
        const by = request.caller?.id ?? '';
        const patched = await catalogue.posts.patch(postId, patch, by, {
          reason,
          seal: await notary.sealer(),
        });
        if (!patched) {
          throw notFound('post');
        }
        wake();
        return representPostFor(request.caller, patched, baseUrlOf(request, publicUrl));
      },
    );

    app.post(
      '/v1/posts/:postId/recheck',
      {
        config: { access: 'submit' },
        schema: {
          tags: ['posts'],
          summary: 'Asks for a look at the original, soon',
          params,
          response: { 202: postSchema },
        },
      },
      async (request, reply) => {
        const post = await findOrFail(request.params.postId);
        if (!(await catalogue.rechecks.request(post.postId))) {
          throw notFound('post');
        }
        wake();
        return reply
          .code(202)
          .header('location', `/v1/posts/${encodeURIComponent(post.postId)}`)
          .send(representPostFor(request.caller, post, baseUrlOf(request, publicUrl)));
      },
    );

    app.get(
      '/v1/posts/:postId/history',
      {
        config: { access: 'read' },
        schema: {
          tags: ['posts'],
          summary: 'What became of a post, as far as was seen',
          params,
          querystring: pageQuery,
          response: { 200: pageOf(historyItemSchema) },
        },
      },
      async (request) => {
        const { postId } = await findOrFail(request.params.postId);
        return catalogue.posts.history(postId, request.query);
      },
    );
  };
}
