import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { captureToShow } from '#web/card-of-post.ts';
import { oembedOf } from '#web/oembed.ts';
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
});

/** What CMSs ask when an editor pastes a URL (https://oembed.com). */
export function oembedRoutes(
  { catalogue, publicUrl }: ApiDependencies,
  findPost: FindPost,
): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/oembed',
      {
        config: { access: 'public', crossOrigin: true },
        schema: { tags: ['public'], summary: 'How to embed the card of a post', querystring: querySchema },
      },
      async (request, reply) => {
        const { url, format, maxwidth, maxheight } = request.query;
        if (format !== 'json') {
          throw new Problem('not-implemented', 'Ask for format=json');
        }
        const baseUrl = baseUrlOf(request, publicUrl);
        const post = await findPost(idOfCard(url, baseUrl) ?? url);
        if (!post || post.restricted) {
          throw notFound('post');
        }
        const captureId = captureToShow(post);
        const capture = captureId ? await catalogue.captures.get(captureId) : null;
        const document = oembedOf(post, capture, baseUrl, { maxWidth: maxwidth, maxHeight: maxheight });
        return reply
          .header('cache-control', `public, max-age=${document.cache_age}`)
          .header('x-content-type-options', 'nosniff')
          .send(document);
      },
    );
  };
}

/** The id in the URL of one of our cards, whatever its query; null for every other URL. */
function idOfCard(url: string, baseUrl: string): string | null {
  const card = URL.parse(url);
  const ours = `${baseUrl}/embed/`;
  const address = card && `${card.origin}${card.pathname}`;
  return address?.startsWith(ours) ? decoded(address.slice(ours.length)) : null;
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}
