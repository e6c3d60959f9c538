import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { finishPurges } from '#catalogue/finish-purges.ts';
import { publishOutbox } from '#catalogue/publish-outbox.ts';
import { purgeSchema } from '#domain/purge.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { FindPost } from '../find-post.ts';
import { plainText, postParameter } from '../inputs.ts';
import { gone, notFound, Problem } from '../plugins/problems.ts';

const bodySchema = z.strictObject({
  reason: plainText(2000).trim().min(1, { error: 'is empty; say why, for the signed log' }),
});

/** The only removal there is. It is for the command line on the machine alone: no key, not even an admin's, may do it. */
export function purgeRoutes(dependencies: ApiDependencies, findPost: FindPost): FastifyPluginAsyncZod {
  const { catalogue, storage, replica, notary } = dependencies;

  /** The tombstone is in storage before bytes go; a death in between leaves the rest to the sweep. */
  async function removeBytes(): Promise<void> {
    await publishOutbox(catalogue.outbox, (key, body) => storage.putDocument(key, body));
    await finishPurges(catalogue.purges, replica ? [storage, replica] : [storage]);
  }

  return async (app) => {
    app.post(
      '/v1/posts/:postId/purge',
      {
        config: { access: 'admin' },
        schema: {
          tags: ['posts'],
          summary:
            'Removes the bytes of a post for good, by the command line alone; a signed tombstone stays',
          params: postParameter,
          body: bodySchema,
          response: { 200: purgeSchema.extend({ sha256: z.string() }) },
        },
      },
      async (request) => {
        if (request.caller?.kind !== 'control') {
          throw new Problem('forbidden', 'Only the command purge, on the machine itself, removes anything');
        }
        const post = await findPost(request.params.postId);
        if (post === null) {
          throw notFound('post');
        }
        const { reason } = request.body;
        const result = await catalogue.purges.purge(
          post.postId,
          request.caller.id,
          reason,
          await notary.sealer(),
        );
        await removeBytes();
        switch (result.kind) {
          case 'purged':
            return { ...result.purge, sha256: result.sha256 };
          case 'missing':
            throw notFound('post');
          case 'nothing-held': {
            const purged = await catalogue.purges.ofPost(post.postId);
            throw purged === null ? notFound('capture of that post') : gone(purged);
          }
        }
      },
    );
  };
}
