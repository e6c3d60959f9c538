import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { renderCard } from '#card/render-card.ts';
import { cardStyles } from '#card/styles.ts';
import type { Catalogue, PostSummary } from '#catalogue/catalogue.ts';
import type { ArtifactRole } from '#domain/capture.ts';
import type { Storage } from '#storage/storage.ts';
import { captureToShow, cardOfPost } from './card-of-post.ts';
import { matchesEtag } from './send-bytes.ts';
import { sendObject } from './send-object.ts';

export interface EmbedDependencies {
  catalogue: Pick<Catalogue, 'captures'>;
  storage: Storage;
  /** By id, alias or any URL of it. */
  findPost: (idOrUrl: string) => Promise<PostSummary | null>;
  /** Where the service lives below a path of its host, `/archive`; else empty. */
  pathPrefix: string;
}

const postId = z.string().describe('The post, under any of its ids');
const cardSchema = { tags: ['public'], summary: 'The card of a post', params: z.object({ postId }) };
const mediaSchema = {
  tags: ['public'],
  summary: 'A picture, sound or video of the card, with ranges',
  params: z.object({ postId, name: z.string() }),
  querystring: z.object({ v: z.string().optional().describe('SHA-256: the answer lasts') }),
};

/** What anybody may see of posts that are not restricted: the card and its media, from our own storage alone. */
export function addEmbedRoutes(app: FastifyInstance, dependencies: EmbedDependencies): void {
  app.get<{ Params: { postId: string } }>(
    '/embed/:postId',
    { schema: cardSchema },
    async (request, reply) => {
      const post = await findPublicPost(request.params.postId, dependencies);
      if (!post) {
        return reply.callNotFound();
      }
      const captureId = captureToShow(post);
      const capture = captureId ? await dependencies.catalogue.captures.get(captureId) : null;
      const page = renderCard(cardOfPost(post, capture, dependencies.pathPrefix));
      return sendCard(request.headers['if-none-match'], reply, page);
    },
  );

  app.route<{ Params: { postId: string; name: string }; Querystring: { v?: string } }>({
    method: ['GET', 'HEAD'],
    url: '/embed/:postId/media/:name',
    schema: mediaSchema,
    handler: async (request, reply) => {
      const post = await findPublicPost(request.params.postId, dependencies);
      const artifact = post && (await findShownArtifact(post, request.params.name, dependencies));
      if (!artifact) {
        return reply.callNotFound();
      }
      // The name means other bytes once a better capture is shown, so only the address with their hash lasts.
      const lasting = request.query.v === artifact.sha256;
      const cacheControl = lasting ? 'public, max-age=31536000, immutable' : 'no-cache';
      // Articles on other sites show these pictures in frames of theirs.
      reply.header('cross-origin-resource-policy', 'cross-origin').header('referrer-policy', 'no-referrer');
      return sendObject(request, reply, dependencies.storage, { ...artifact, cacheControl });
    },
  });
}

async function findPublicPost(idOrUrl: string, { findPost }: EmbedDependencies): Promise<PostSummary | null> {
  const post = await findPost(idOrUrl);
  return post && !post.restricted ? post : null;
}

const shownRoles: ReadonlySet<ArtifactRole> = new Set([
  'media',
  'screenshot',
  'page-screenshot',
  'thumbnail',
]);

async function findShownArtifact(post: PostSummary, name: string, { catalogue }: EmbedDependencies) {
  const captureId = captureToShow(post);
  const capture = captureId ? await catalogue.captures.get(captureId) : null;
  return (
    capture?.artifacts.find((artifact) => artifact.name === name && shownRoles.has(artifact.role)) ?? null
  );
}

const styleHash = createHash('sha256').update(cardStyles).digest('base64');

/** The card can be framed by any article, and can do nothing but show itself. */
const cardPolicy = [
  "default-src 'none'",
  "img-src 'self' data:",
  "media-src 'self'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

function sendCard(ifNoneMatch: string | undefined, reply: FastifyReply, page: string): FastifyReply {
  const etag = `"${createHash('sha256').update(page).digest('hex')}"`;
  reply
    .header('content-security-policy', cardPolicy)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('cache-control', 'no-cache')
    .header('etag', etag);
  return matchesEtag(ifNoneMatch, etag)
    ? reply.code(304).send()
    : reply.type('text/html; charset=utf-8').send(page);
}
