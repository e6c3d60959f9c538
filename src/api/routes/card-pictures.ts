import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { fileAnswers } from '#web/answers.ts';
import { captureToShow } from '#web/card-of-post.ts';
import { cardToDraw, pictureOrWish } from '#web/card-picture.ts';
import { sendObject } from '#web/send-object.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { FindPost } from '../find-post.ts';
import { notFound, Problem } from '../plugins/problems.ts';

/** A worker looks every two seconds and draws for about one. */
const secondsToMake = 5;

/** The card where pages cannot go: feeds, e-mail, previews, apps. */
export function cardPictureRoutes(
  { catalogue, storage }: ApiDependencies,
  findPost: FindPost,
): FastifyPluginAsyncZod {
  return async (app) => {
    app.route({
      method: ['GET', 'HEAD'],
      url: '/embed/:postId.png',
      config: { access: 'public', crossOrigin: true },
      schema: {
        tags: ['public'],
        summary: 'The card as a picture; 503 with Retry-After until it is made',
        params: z.object({ postId: z.string().describe('The post, under any of its ids') }),
        querystring: z.object({
          lang: z.string().optional().describe('Of its words and dates; English unless given'),
          theme: z.enum(['light', 'dark']).default('light'),
        }),
        response: fileAnswers('image/png'),
      },
      handler: async (request, reply) => {
        const post = await findPost(request.params.postId);
        if (!post || post.restricted) {
          throw notFound('post');
        }
        const { lang, theme } = request.query;
        const captureId = captureToShow(post);
        const capture = captureId ? await catalogue.captures.get(captureId) : null;
        const card = cardToDraw(post, capture, { language: lang ?? 'en', theme });
        const picture = await pictureOrWish(catalogue.pictures, card);
        if (picture === null) {
          reply.header('retry-after', String(secondsToMake));
          throw new Problem('not-made');
        }
        reply.header('referrer-policy', 'no-referrer');
        return sendObject(request, reply, storage, {
          sha256: picture.sha256,
          name: `${post.postId}.png`,
          mediaType: 'image/png',
          // What becomes of the original is to reach readers soon.
          cacheControl: 'public, max-age=300',
        });
      },
    });
  };
}
