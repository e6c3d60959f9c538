import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { cardLanguages } from '#card/language.ts';
import { renderCard } from '#card/render-card.ts';
import type { Catalogue, PostSummary } from '#catalogue/catalogue.ts';
import type { ArtifactRole } from '#domain/capture.ts';
import type { Storage } from '#storage/storage.ts';
import { fileAnswers, pageAnswers } from './answers.ts';
import { type CardQuery, lookOf } from './card-look.ts';
import { captureToShow, cardOfPost } from './card-of-post.ts';
import { cardToDraw, pictureFor } from './card-picture.ts';
import { oembedUrlOf } from './oembed.ts';
import { sendCard } from './send-card.ts';
import { sendObject } from './send-object.ts';

export interface EmbedDependencies {
  catalogue: Pick<Catalogue, 'captures' | 'pictures'>;
  storage: Storage;
  /** By id, alias or any URL of it. */
  findPost: (idOrUrl: string) => Promise<PostSummary | null>;
  /** Where the service lives below a path of its host, `/archive`; else empty. */
  pathPrefix: string;
  /** Without a slash at its end. */
  baseUrl: (request: FastifyRequest) => string;
}

const postId = z.string().describe('The post, under any of its ids');
const cardSchema = {
  tags: ['public'],
  summary: 'The card of a post',
  params: z.object({ postId }),
  querystring: z.object({
    format: z
      .string()
      .optional()
      .describe('`frame`: with a script that tells the page around how high it is'),
    lang: z
      .string()
      .optional()
      .describe(`Of the card’s own words: ${cardLanguages.join(', ')}; else as Accept-Language has it`),
    theme: z.string().optional().describe('`light` or `dark`; else as the reader’s system has it'),
  }),
  response: pageAnswers,
};
const mediaSchema = {
  tags: ['public'],
  summary: 'A picture, sound or video of the card, with ranges',
  params: z.object({ postId, name: z.string() }),
  querystring: z.object({
    v: z.string().optional().describe('SHA-256: the answer lasts'),
    capture: z.string().optional().describe('Of this capture rather than of the one that the card shows'),
  }),
  response: fileAnswers('*/*'),
};

/** What anybody may see of posts that are not restricted: the card and its media, from our own storage alone. */
export function addEmbedRoutes(app: FastifyInstance, dependencies: EmbedDependencies): void {
  app.get<{ Params: { postId: string }; Querystring: CardQuery }>(
    '/embed/:postId',
    { schema: cardSchema },
    async (request, reply) => {
      const post = await findPublicPost(request.params.postId, dependencies);
      if (!post) {
        return reply.callNotFound();
      }
      const captureId = captureToShow(post);
      const capture = captureId ? await dependencies.catalogue.captures.get(captureId) : null;
      const look = lookOf(request, reply);
      const cardUrl = `${dependencies.baseUrl(request)}/embed/${encodeURIComponent(post.postId)}`;
      const { lang } = request.query;
      const wished = lang === undefined ? cardUrl : `${cardUrl}?lang=${look.language}`;
      const oembedUrl = oembedUrlOf(wished, dependencies.baseUrl(request));
      const drawn = cardToDraw(post, capture, { language: look.language, theme: 'light' });
      const picture = look.framed ? null : await pictureFor(cardUrl, drawn, dependencies.catalogue.pictures);
      const addresses = { cardUrl, oembedUrl, pictureUrl: picture?.url ?? null };
      const view = cardOfPost(post, capture, dependencies.pathPrefix);
      return sendCard(request, reply, renderCard(view, { ...look, ...addresses }), look);
    },
  );

  app.route<{ Params: { postId: string; name: string }; Querystring: { v?: string; capture?: string } }>({
    method: ['GET', 'HEAD'],
    url: '/embed/:postId/media/:name',
    // A framed card has no origin of its own, and captions are read from an open one alone.
    config: { crossOrigin: true },
    schema: mediaSchema,
    handler: async (request, reply) => {
      const post = await findPublicPost(request.params.postId, dependencies);
      const artifact = post && (await findShownArtifact(post, request, dependencies));
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

async function findShownArtifact(
  post: PostSummary,
  { params, query }: { params: { name: string }; query: { capture?: string } },
  { catalogue }: EmbedDependencies,
) {
  const isOfPost = post.captures.some(({ id }) => id === query.capture);
  const captureId = isOfPost ? query.capture : query.capture === undefined ? captureToShow(post) : null;
  const capture = captureId ? await catalogue.captures.get(captureId) : null;
  return capture?.artifacts.find(({ name, role }) => name === params.name && shownRoles.has(role)) ?? null;
}
