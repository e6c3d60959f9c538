import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { isGone, postStates } from '#domain/post.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { identify } from '#platforms/registry.ts';
import { framedCard, holdsPost } from '#web/card-frame.ts';
import { captureToShow } from '#web/card-of-post.ts';
import { type FrameLook, frameLookOf } from '#web/frame.ts';
import { baseUrlOf, pathPrefixOf } from '../base-url.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { FindPost } from '../find-post.ts';
import { plainText } from '../inputs.ts';
import { addPreflight } from '../plugins/cross-origin.ts';

const path = '/embed/resolve';
const maxUrls = 50;

const requestSchema = z
  .strictObject({
    urls: z
      .array(plainText(8192), { error: 'must be a list of URLs' })
      .min(1, { error: 'is empty; give at least one URL' })
      .max(maxUrls, { error: `has more than ${maxUrls} URLs; send several requests` }),
    widths: z
      .array(z.number().int().min(160).max(4000))
      .max(maxUrls)
      .optional()
      .describe(
        'How wide the frames will be, in CSS pixels, in the order of the URLs; 550 where it is not said',
      ),
    lang: plainText(100)
      .optional()
      .describe('The language that the cards’ own words are wanted in; else as Accept-Language has it'),
  })
  .meta({ id: 'ResolveRequest' });

const resolvedSchema = z
  .object({
    url: z.string().describe('As it was given'),
    postId: z.string().nullable().describe('Null for what is no post'),
    state: z.enum(postStates),
    gone: z.boolean().describe('The original is not there any more, so the card should take its place'),
    embedUrl: z.string().nullable().describe('The card; null where nothing of the post is held'),
    width: z.number().int().nullable(),
    height: z
      .number()
      .int()
      .nullable()
      .describe('So high that nothing of the card scrolls at this width in this language'),
    language: z.string().nullable().describe('Of the card at that height: add it as `lang` to its address'),
    title: z.string().nullable().describe('For the frame, in that language'),
  })
  .meta({ id: 'ResolvedEmbed' });
type Resolved = z.infer<typeof resolvedSchema>;

const nothing = {
  ...{ state: 'unknown', gone: false, embedUrl: null, width: null, height: null },
  ...{ language: null, title: null },
} as const satisfies Partial<Resolved>;

/** What scripts in articles ask: which of the posts there are gone, and what card stands in. */
export function resolveRoutes(dependencies: ApiDependencies, findPost: FindPost): FastifyPluginAsyncZod {
  const { catalogue, publicUrl } = dependencies;

  async function resolve(
    url: string,
    width: number | undefined,
    { baseUrl, look }: { baseUrl: string; look: FrameLook },
  ): Promise<Resolved> {
    const parsed = parseHttpUrl(url);
    const post = parsed && (await findPost(parsed.href));
    if (!post || post.restricted) {
      return { url, postId: parsed && identify(parsed).postId, ...nothing };
    }
    const { postId, state } = post;
    const captureId = captureToShow(post);
    const capture = captureId ? await catalogue.captures.get(captureId) : null;
    const known = { ...nothing, ...{ url, postId, state, gone: isGone(state) } };
    if (!holdsPost(capture)) {
      return known;
    }
    const { path, title, ...size } = framedCard(post, capture, pathPrefixOf(publicUrl), width, look);
    return { ...known, ...size, embedUrl: new URL(path, baseUrl).href, language: look.language, title };
  }

  return async (app) => {
    addPreflight(app, path, { methods: 'POST', headers: 'Content-Type' });
    app.post(
      path,
      {
        config: { access: 'public', crossOrigin: true },
        // URLs alone; bodies of articles go elsewhere.
        bodyLimit: 1_000_000,
        schema: {
          tags: ['public'],
          summary: 'Which of these posts are gone, and the cards that stand in for them',
          body: requestSchema,
          response: { 200: z.array(resolvedSchema) },
        },
      },
      async (request, reply) => {
        const { urls, widths, lang } = request.body;
        const look = frameLookOf({ lang, acceptLanguage: request.headers['accept-language'] });
        const asked = { look, baseUrl: baseUrlOf(request, publicUrl) };
        reply.header('cache-control', 'public, max-age=60').header('vary', 'accept-language');
        return Promise.all(urls.map((url, index) => resolve(url, widths?.[index], asked)));
      },
    );
  };
}
