import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { CaptureState, PostSummary } from '#catalogue/catalogue.ts';
import { captureToShow } from '#web/card-of-post.ts';
import { cardToDraw, pictureFor } from '#web/card-picture.ts';
import { type FrameLook, frameLookOf } from '#web/frame.ts';
import { oembedOf, oembedSchema } from '#web/oembed.ts';
import { baseUrlOf } from '../base-url.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { FindPost } from '../find-post.ts';
import { plainText } from '../inputs.ts';
import { notFound, Problem } from '../plugins/problems.ts';

const room = z.coerce.number().int().min(1).optional().catch(undefined);
const querySchema = z.object({
  url: plainText(8192).describe('The card, or any variant of the original’s URL'),
  format: z.string().default('json').describe('`json`; others are answered with 501'),
  maxwidth: room,
  maxheight: room,
  lang: z
    .string()
    .optional()
    .describe('Of the card’s own words; else as the card’s URL has it, else English'),
  theme: z
    .string()
    .optional()
    .describe('`light`, `dark`, or `auto` as the reader’s system has it; light unless given'),
});

/** What CMSs ask when an editor pastes a URL (https://oembed.com). */
export function oembedRoutes(
  { catalogue, publicUrl }: ApiDependencies,
  findPost: FindPost,
): FastifyPluginAsyncZod {
  async function pictureOf(
    post: PostSummary,
    capture: CaptureState | null,
    { language, theme }: FrameLook,
    baseUrl: string,
  ) {
    const card = cardToDraw(post, capture, { language, theme: theme === 'dark' ? 'dark' : 'light' });
    const cardUrl = `${baseUrl}/embed/${encodeURIComponent(post.postId)}`;
    return pictureFor(cardUrl, card, catalogue.pictures);
  }

  return async (app) => {
    app.get(
      '/oembed',
      {
        config: { access: 'public', crossOrigin: true },
        schema: {
          tags: ['public'],
          summary: 'How to embed the card of a post',
          querystring: querySchema,
          response: { 200: oembedSchema },
        },
      },
      async (request, reply) => {
        const { url, format, maxwidth, maxheight } = request.query;
        if (format !== 'json') {
          throw new Problem('not-implemented', 'Ask for format=json');
        }
        const baseUrl = baseUrlOf(request, publicUrl);
        const asked = cardAt(url, baseUrl);
        const post = await findPost(asked?.postId ?? url);
        if (!post || post.restricted) {
          throw notFound('post');
        }
        const captureId = captureToShow(post);
        const capture = captureId ? await catalogue.captures.get(captureId) : null;
        const look = frameLookOf({
          lang: request.query.lang ?? asked?.lang,
          theme: request.query.theme ?? asked?.theme,
        });
        const document = oembedOf(post, capture, {
          ...{ baseUrl, look, room: { maxWidth: maxwidth, maxHeight: maxheight } },
          picture: await pictureOf(post, capture, look, baseUrl),
        });
        return reply
          .header('cache-control', `public, max-age=${document.cache_age}`)
          .header('x-content-type-options', 'nosniff')
          .send(document);
      },
    );
  };
}

/** What the URL of one of our cards asks for; null for every other URL. */
function cardAt(url: string, baseUrl: string) {
  const card = URL.parse(url);
  const ours = `${baseUrl}/embed/`;
  const address = card && `${card.origin}${card.pathname}`;
  const postId = address?.startsWith(ours) ? decoded(address.slice(ours.length)) : null;
  const query = card && postId !== null ? card.searchParams : null;
  return query && { postId, lang: query.get('lang') ?? undefined, theme: query.get('theme') ?? undefined };
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
