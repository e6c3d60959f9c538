import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { CaptureState } from '#catalogue/catalogue.ts';
import type { Artifact } from '#domain/capture.ts';
import { openBundle } from '#evidence/bundle.ts';
import { fileAnswers } from '#web/answers.ts';
import { sendBytes } from '#web/send-bytes.ts';
import { sendObject } from '#web/send-object.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { idParameter } from '../inputs.ts';
import { addPreflight } from '../plugins/cross-origin.ts';
import { gone, notFound } from '../plugins/problems.ts';

const mediaType = 'application/wacz';
const linkQuery = z.looseObject({
  expires: z.string().optional().describe('Of a signed link, instead of a key'),
  signature: z.string().optional().describe('Of a signed link, instead of a key'),
});

/** A capture's page archive, with its proof and without, for players on any site. */
export function pageArchiveRoutes({ catalogue, storage, notary }: ApiDependencies): FastifyPluginAsyncZod {
  const params = idParameter('The capture');

  async function find(
    { caller }: FastifyRequest,
    id: string,
  ): Promise<{ capture: CaptureState; archive: Artifact }> {
    const capture = await catalogue.captures.get(id);
    const archive = capture?.artifacts.find(({ role }) => role === 'wacz');
    // Whoever holds a link is the public.
    const isHidden =
      caller?.kind === 'link' && capture !== null && (await catalogue.posts.get(capture.postId))?.restricted;
    const purge = isHidden ? null : await catalogue.purges.ofCapture(id);
    if (purge !== null) {
      throw gone(purge);
    }
    if (!capture || !archive || isHidden) {
      throw notFound('page archive');
    }
    return { capture, archive };
  }

  async function sendBundle(
    request: FastifyRequest,
    reply: FastifyReply,
    { capture, archive }: { capture: CaptureState; archive: Artifact },
  ): Promise<FastifyReply> {
    const { id: captureId, manifestSha256 } = capture;
    const proof = manifestSha256 === null ? null : await notary.proofOf({ captureId, manifestSha256 });
    if (proof === null || (await storage.statObject(archive.sha256)) === null) {
      throw notFound('page archive');
    }
    const bundle = await openBundle(storage, archive, proof);
    return sendBytes(request, reply, {
      etag: `"${bundle.layoutSha256}"`,
      bytes: bundle.bytes,
      name: fileName(capture, '-with-proof'),
      mediaType,
      // Proof is added as it comes: a timestamp, a replay.
      cacheControl: 'private, no-cache',
      read: async (range) => (range === null ? bundle.read() : bundle.read(range.start, range.end + 1)),
    });
  }

  return async (app) => {
    app.route({
      method: ['GET', 'HEAD'],
      url: '/v1/captures/:id/wacz',
      config: { access: 'read', signedLink: true, crossOrigin: true },
      schema: {
        tags: ['captures'],
        summary: 'The page archive (WACZ) as it is in the manifest, with ranges',
        params,
        querystring: linkQuery,
        response: fileAnswers(mediaType),
      },
      handler: async (request, reply) => {
        const { capture, archive } = await find(request, request.params.id);
        return sendObject(request, reply, storage, {
          sha256: archive.sha256,
          name: fileName(capture, ''),
          mediaType,
          cacheControl: 'private, max-age=31536000, immutable',
        });
      },
    });

    app.route({
      method: ['GET', 'HEAD'],
      url: '/v1/captures/:id/bundle',
      config: { access: 'read', signedLink: true, crossOrigin: true },
      schema: {
        tags: ['captures'],
        summary: 'The page archive with the proof of it in proof/, with ranges',
        params,
        querystring: linkQuery,
        response: fileAnswers(mediaType),
      },
      handler: async (request, reply) => sendBundle(request, reply, await find(request, request.params.id)),
    });

    addPreflight(app, '/v1/captures/:id/wacz');
    addPreflight(app, '/v1/captures/:id/bundle');
  };
}

/** As in `x-1072857-20260203T040506Z.wacz`. */
function fileName({ postId, takenAt, createdAt }: CaptureState, suffix: string): string {
  const at = (takenAt ?? createdAt).replace(/\.\d+/, '').replace(/[-:]/g, '');
  return `${postId.replace(/[^\w.-]+/g, '-')}-${at}${suffix}.wacz`;
}
