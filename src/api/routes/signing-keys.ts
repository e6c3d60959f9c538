import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ApiDependencies } from '../dependencies.ts';
import { pageOf } from '../inputs.ts';

const signingKeySchema = z
  .object({
    keyId: z.string().describe('The first 16 hex digits of the SHA-256 of the raw public key'),
    algorithm: z.literal('Ed25519'),
    publicKeyPem: z.string(),
    createdAt: z.iso.datetime(),
    current: z.boolean().describe('Signs now'),
  })
  .meta({ id: 'SigningKey' });

/** The public keys that manifests, statements and checkpoints are signed with. */
export function signingKeyRoutes({ notary: { keys } }: ApiDependencies): FastifyPluginAsyncZod {
  async function list() {
    const { keyId } = await keys.current();
    return (await keys.list()).map((key) => ({ ...key, current: key.keyId === keyId }));
  }

  return async (app) => {
    app.get(
      '/signing-keys',
      {
        config: { access: 'public' },
        schema: {
          tags: ['log'],
          summary: 'Every public key that ever signed here, oldest first',
          response: { 200: pageOf(signingKeySchema) },
        },
      },
      async () => ({ items: await list(), nextCursor: null }),
    );

    app.post(
      '/v1/signing-keys',
      {
        config: { access: 'admin' },
        schema: {
          tags: ['log'],
          summary: 'Makes a new key that signs from now on; what older ones signed stays valid',
          response: { 201: pageOf(signingKeySchema) },
        },
      },
      async (_request, reply) => {
        await keys.rotate();
        return reply.code(201).send({ items: await list(), nextCursor: null });
      },
    );
  };
}
