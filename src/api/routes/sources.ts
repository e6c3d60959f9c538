import { randomBytes } from 'node:crypto';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { type SourceKind, sourceKinds } from '#catalogue/catalogue.ts';
import { InvalidInputError } from '#domain/errors.ts';
import { newId } from '#domain/ids.ts';
import { parseSubmittedUrl } from '#domain/submitted-url.ts';
import { nothing } from '#web/answers.ts';
import { baseUrlOf } from '../base-url.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { connectorNames, nameOfSourceSecret } from '../inbound/connectors.ts';
import { defaultMapping } from '../inbound/generic.ts';
import { collection, idParameter, pageOf, pageQuery, plainText, tags } from '../inputs.ts';
import { notFound } from '../plugins/problems.ts';
import {
  mappingSchema,
  representSource,
  representSourceArticle,
  sourceArticleSchema,
  sourceSchema,
} from '../representations/source.ts';

const requestSchema = z
  .strictObject({
    kind: z.enum(sourceKinds, { error: `must be one of ${sourceKinds.join(', ')}` }),
    name: plainText(200).trim().nullable().default(null),
    url: z
      .string()
      .optional()
      .describe(
        'Of the feed or sitemap. Of a Ghost or WordPress site: its feed is asked too, for what was not reported',
      ),
    secret: plainText(500)
      .min(16, { error: 'is shorter than 16 characters; leave it out and one is made' })
      .optional()
      .describe('What the publishing system signs with; made where it is left out'),
    mapping: mappingSchema.partial().optional().describe('JSON pointers, for the kind generic'),
    tags: tags.default([]),
    collection: collection.default(null),
    existing: z
      .boolean()
      .optional()
      .describe('Whether what is there already is archived too; default for feeds alone'),
    everySeconds: z
      .number()
      .int()
      .min(60, { error: 'must be 60 or more' })
      .max(30 * 86_400, { error: 'must be 30 days or less' })
      .default(900),
  })
  .meta({ id: 'SourceRequest' });

const params = idParameter('The source');

/** Where articles come from by themselves: feeds and sitemaps that are asked, publishing systems that report. */
export function sourceRoutes(dependencies: ApiDependencies): FastifyPluginAsyncZod {
  const { catalogue, clock, publicUrl, sealing, wake } = dependencies;
  const { sources } = catalogue;

  return async (app) => {
    app.post(
      '/v1/sources',
      {
        config: { access: 'admin' },
        schema: {
          tags: ['sources'],
          summary: 'Adds a feed, a sitemap or a publishing system; a secret is shown here and never again',
          body: requestSchema,
          response: { 201: sourceSchema.extend({ secret: z.string().nullable() }).meta({ id: 'NewSource' }) },
        },
      },
      async (request, reply) => {
        const { kind, name, tags, collection, everySeconds, existing, mapping } = request.body;
        const url = pollUrlOf(request.body, dependencies.egressAllow);
        const id = newId(clock.now());
        const secret = secretOf(request.body);
        const source = await sources.create({
          ...{ id, kind, name, url, tags: [...new Set(tags)], collection },
          by: request.caller?.id ?? null,
          sealedSecret: secret && (await sealing.seal(nameOfSourceSecret(id), secret)),
          mapping: kind === 'generic' ? { ...defaultMapping, ...mapping } : null,
          existing: existing ?? kind === 'feed',
          everySeconds: url === null ? null : everySeconds,
        });
        wake();
        return reply
          .code(201)
          .header('location', `/v1/sources/${id}`)
          .send({ ...representSource(source, baseUrlOf(request, publicUrl)), secret });
      },
    );

    app.get(
      '/v1/sources',
      {
        config: { access: 'read' },
        schema: {
          tags: ['sources'],
          summary: 'Lists sources, the newest first',
          querystring: pageQuery,
          response: { 200: pageOf(sourceSchema) },
        },
      },
      async (request) => {
        const { items, nextCursor } = await sources.list(request.query);
        const baseUrl = baseUrlOf(request, publicUrl);
        return { items: items.map((source) => representSource(source, baseUrl)), nextCursor };
      },
    );

    app.get(
      '/v1/sources/:id',
      {
        config: { access: 'read' },
        schema: { tags: ['sources'], summary: 'A source', params, response: { 200: sourceSchema } },
      },
      async (request) => {
        const source = await sources.get(request.params.id);
        if (source === null) {
          throw notFound('source');
        }
        return representSource(source, baseUrlOf(request, publicUrl));
      },
    );

    app.get(
      '/v1/sources/:id/articles',
      {
        config: { access: 'read' },
        schema: {
          tags: ['sources'],
          summary: 'What a source told of: each article, what it embeds, and what it does not any more',
          params,
          querystring: pageQuery,
          response: { 200: pageOf(sourceArticleSchema) },
        },
      },
      async (request) => {
        if ((await sources.get(request.params.id)) === null) {
          throw notFound('source');
        }
        const { items, nextCursor } = await sources.articles(request.params.id, request.query);
        return { items: items.map(representSourceArticle), nextCursor };
      },
    );

    app.post(
      '/v1/sources/:id/poll',
      {
        config: { access: 'submit' },
        schema: {
          tags: ['sources'],
          summary: 'Asks the feed or sitemap of a source now',
          params,
          response: { 202: sourceSchema },
        },
      },
      async (request, reply) => {
        const isAsked = await sources.pollNow(request.params.id);
        const source = await sources.get(request.params.id);
        if (source === null) {
          throw notFound('source');
        }
        if (!isAsked) {
          throw new InvalidInputError('id', 'has no feed or sitemap; it is reported to');
        }
        wake();
        return reply.code(202).send(representSource(source, baseUrlOf(request, publicUrl)));
      },
    );

    app.delete(
      '/v1/sources/:id',
      {
        config: { access: 'admin' },
        schema: {
          tags: ['sources'],
          summary: 'Removes a source; what it brought stays',
          params,
          response: { 204: nothing('It is gone') },
        },
      },
      async (request, reply) => {
        if (!(await sources.delete(request.params.id))) {
          throw notFound('source');
        }
        return reply.code(204).send();
      },
    );
  };
}

type SourceRequest = z.output<typeof requestSchema>;

/** WordPress has `feed/` only where its addresses are readable ones; then this leads there. */
const feedPaths: Partial<Record<SourceKind, string>> = { ghost: 'rss/', wordpress: '?feed=rss2' };

/** What is asked again and again; null where nothing is. */
function pollUrlOf({ kind, url }: SourceRequest, egressAllow: readonly string[]): string | null {
  if (url === undefined) {
    if (kind === 'feed' || kind === 'sitemap') {
      throw new InvalidInputError('url', `is missing; give the address of the ${kind}`);
    }
    return null;
  }
  if (kind === 'generic') {
    throw new InvalidInputError(
      'url',
      'is not asked of this kind; add its feed or sitemap as a source of its own',
    );
  }
  const given = parseSubmittedUrl(url, 'url', egressAllow);
  const path = feedPaths[kind];
  if (path !== undefined) {
    return new URL(path, `${given.origin}${given.pathname.replace(/\/+$/, '')}/`).href;
  }
  given.hash = '';
  return given.href;
}

function secretOf({ kind, secret, mapping }: SourceRequest): string | null {
  const isReportedTo = connectorNames.some((name) => name === kind);
  if (!isReportedTo && secret !== undefined) {
    throw new InvalidInputError('secret', `has no use: nobody reports to a ${kind}`);
  }
  if (kind !== 'generic' && mapping !== undefined) {
    throw new InvalidInputError('mapping', 'is for the kind generic alone');
  }
  if (!isReportedTo) {
    return null;
  }
  // As the Standard Webhooks libraries take it.
  const made =
    kind === 'generic' ? `whsec_${randomBytes(32).toString('base64')}` : randomBytes(32).toString('hex');
  return secret ?? made;
}
