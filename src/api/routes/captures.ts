import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { CaptureState } from '#catalogue/catalogue.ts';
import { readManifestBytes } from '#evidence/manifest.ts';
import { answerOf, fileAnswers } from '#web/answers.ts';
import { sendObject } from '#web/send-object.ts';
import { baseUrlOf } from '../base-url.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { idParameter } from '../inputs.ts';
import { gone, notFound } from '../plugins/problems.ts';
import { captureSchema, manifestName, representCapture } from '../representations/capture.ts';
import type { SignedLinks } from '../signed-links.ts';

export function captureRoutes(
  { catalogue, storage, publicUrl }: ApiDependencies,
  links: SignedLinks,
): FastifyPluginAsyncZod {
  const params = idParameter('The capture');

  async function findOrFail(id: string): Promise<CaptureState> {
    const capture = await catalogue.captures.get(id);
    if (!capture) {
      throw notFound('capture');
    }
    const purge = await catalogue.purges.ofCapture(id);
    if (purge !== null) {
      throw gone(purge);
    }
    return capture;
  }

  async function readManifest({ id, manifestSha256 }: CaptureState): Promise<Uint8Array | null> {
    return manifestSha256 === null ? null : readManifestBytes(storage, id, manifestSha256);
  }

  async function sendManifest(capture: CaptureState, reply: FastifyReply): Promise<FastifyReply> {
    const manifest = await readManifest(capture);
    if (!manifest) {
      throw notFound('manifest');
    }
    return reply
      .type('application/json; charset=utf-8')
      .header('etag', `"${capture.manifestSha256}"`)
      .header('x-content-type-options', 'nosniff')
      .send(Buffer.from(manifest));
  }

  async function sendArtifact(
    capture: CaptureState,
    name: string,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    if (name === manifestName) {
      return sendManifest(capture, reply);
    }
    const artifact = capture.artifacts.find((candidate) => candidate.name === name);
    if (!artifact) {
      throw notFound('artifact');
    }
    return sendObject(request, reply, storage, {
      ...artifact,
      cacheControl: 'private, max-age=31536000, immutable',
    });
  }

  return async (app) => {
    app.get(
      '/v1/captures/:id',
      {
        config: { access: 'read' },
        schema: { tags: ['captures'], summary: 'A capture', params, response: { 200: captureSchema } },
      },
      async (request) => {
        const capture = await findOrFail(request.params.id);
        const manifest = await readManifest(capture);
        const post = await catalogue.posts.get(capture.postId);
        return representCapture(capture, {
          manifestBytes: manifest?.byteLength ?? null,
          baseUrl: baseUrlOf(request, publicUrl),
          sign: post?.restricted === false ? (path) => links.sign(path) : null,
        });
      },
    );

    app.get(
      '/v1/captures/:id/manifest',
      {
        config: { access: 'read' },
        schema: {
          tags: ['captures'],
          summary: 'The manifest, byte for byte as it was stored',
          params,
          response: { 200: answerOf('The manifest', 'application/json') },
        },
      },
      async (request, reply) => sendManifest(await findOrFail(request.params.id), reply),
    );

    app.route({
      method: ['GET', 'HEAD'],
      url: '/v1/captures/:id/artifacts/:name',
      config: { access: 'read' },
      schema: {
        tags: ['captures'],
        summary: 'The bytes of an artifact, with ranges',
        params: params.extend({ name: z.string() }),
        response: fileAnswers('*/*'),
      },
      handler: async (request, reply) =>
        sendArtifact(await findOrFail(request.params.id), request.params.name, request, reply),
    });
  };
}
