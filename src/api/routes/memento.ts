import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { PostSummary } from '#catalogue/catalogue.ts';
import { parseHttpUrl } from '#domain/url.ts';
import { answerOf, nothing, pageAnswers } from '#web/answers.ts';
import { renderPostCard } from '#web/card-of-post.ts';
import {
  closestTo,
  type Memento,
  MementoLinks,
  mementosOf,
  parseHttpDate,
  parseTimestamp,
  timestampOf,
} from '#web/mementos.ts';
import { sendCard } from '#web/send-card.ts';
import { baseUrlOf, pathPrefixOf } from '../base-url.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { FindPost } from '../find-post.ts';
import { notFound, Problem } from '../plugins/problems.ts';

const url = z
  .string()
  .describe('Any variant of a post’s URL, as it is or percent-encoded, its query included')
  .meta({ title: 'url' });
const schemaOf = (summary: string) => ({ tags: ['public'], summary, params: z.object({ '*': url }) });
const redirect = { 302: nothing('Location is the memento') };
const mementoSchema = {
  ...schemaOf('A post as it was captured then: its card'),
  params: z.object({ time: z.string().describe('yyyymmddhhmmss, UTC'), '*': url }),
  response: {
    ...redirect,
    ...pageAnswers,
  },
};
const config = { access: 'public', crossOrigin: true } as const;

/** Without a wish, the newest is meant. */
const endOfTime = new Date(8.64e15);

/** Time travel (RFC 7089) to the posts of this archive, and Wayback's addresses for the same. */
export function mementoRoutes(dependencies: ApiDependencies, findPost: FindPost): FastifyPluginAsyncZod {
  const { catalogue, publicUrl } = dependencies;

  async function find(request: FastifyRequest, reply: FastifyReply) {
    const original = originalOf(request);
    if (original === null) {
      throw notFound('post');
    }
    const post = await findPost(original);
    const [first, ...others] = post && !post.restricted ? await mementosOf(post, catalogue.captures) : [];
    if (!post || !first) {
      // What the answer is about is known all the same.
      reply.header('link', `<${original}>; rel="original"`);
      throw notFound('post');
    }
    const mementos: [Memento, ...Memento[]] = [first, ...others];
    return { post, mementos, links: new MementoLinks(original, baseUrlOf(request, publicUrl), mementos) };
  }

  async function sendMemento(
    request: FastifyRequest<{ Params: { time: string } }>,
    reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { time } = request.params;
    const asked = parseTimestamp(time);
    if (asked === null) {
      throw invalid('time', 'is no time as in 20181212001500');
    }
    const { post, mementos, links } = await find(request, reply);
    const memento = closestTo(mementos, asked);
    if (timestampOf(memento.at) !== time) {
      return reply.redirect(links.urlOf(memento), 302);
    }
    reply.header('memento-datetime', memento.at.toUTCString()).header('link', links.ofMemento(memento));
    return sendCard(request, reply, await cardAt(post, memento.captureId));
  }

  async function cardAt(post: PostSummary, captureId: string): Promise<string> {
    return renderPostCard(post, await catalogue.captures.get(captureId), pathPrefixOf(publicUrl));
  }

  return async (app) => {
    app.get(
      '/timegate/*',
      {
        config,
        schema: { ...schemaOf('Leads to the post as it was at Accept-Datetime'), response: redirect },
      },
      async (request, reply) => {
        reply.header('vary', 'accept-datetime');
        const accepted = request.headers['accept-datetime'];
        const asked = accepted === undefined ? null : parseHttpDate(String(accepted));
        if (accepted !== undefined && asked === null) {
          throw invalid('accept-datetime', 'is no time as in Wed, 12 Dec 2018 00:15:00 GMT');
        }
        const { mementos, links } = await find(request, reply);
        const memento = closestTo(mementos, asked ?? endOfTime);
        reply.header('link', links.ofTimeGate()).header('cache-control', 'no-cache');
        return reply.redirect(links.urlOf(memento), 302);
      },
    );

    app.get(
      '/timemap/link/*',
      {
        config,
        schema: {
          ...schemaOf('Every capture of a post, as links'),
          response: { 200: answerOf('The TimeMap', 'application/link-format') },
        },
      },
      async (request, reply) => {
        const { links } = await find(request, reply);
        const page = pageOf(request);
        if (page > links.pages) {
          throw notFound('page of that TimeMap');
        }
        return reply
          .header('cache-control', 'no-cache')
          .type('application/link-format')
          .send(links.timeMap(page));
      },
    );

    app.get('/memento/:time/*', { config, schema: mementoSchema }, sendMemento);
    // Scripts that were written for the Wayback Machine make these from what /save tells them.
    app.get('/web/:time/*', { config, schema: { ...mementoSchema, hide: true } }, sendMemento);
  };
}

/** The URL after the route's own part, as it was sent: decoding would change what it names. */
function originalOf({ raw }: FastifyRequest): string | null {
  const [, sent = ''] =
    /^\/(?:timegate|timemap\/link(?:\/[1-9]\d{0,6}(?=\/))?|(?:memento|web)\/[^/]+)\/(.+)$/s.exec(
      raw.url ?? '',
    ) ?? [];
  // Some clients encode the whole, some servers before us lose a slash, and people leave the scheme out.
  const whole = /^https?%3a/i.test(sent) ? decoded(sent) : sent;
  const scheme = /^(https?):\/+/i.exec(whole);
  const url = scheme ? `${scheme[1]}://${whole.slice(scheme[0].length)}` : `http://${whole}`;
  return parseHttpUrl(url)?.href ?? null;
}

/** Long TimeMaps go on at `/timemap/link/2/{url}`. */
function pageOf({ raw }: FastifyRequest): number {
  return Number(/^\/timemap\/link\/([1-9]\d{0,6})\//.exec(raw.url ?? '')?.[1] ?? 1);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function invalid(path: string, message: string): Problem {
  return new Problem('invalid-input', undefined, { errors: [{ path, message }] });
}
