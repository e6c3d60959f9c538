import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { ReportSource } from '#catalogue/catalogue.ts';
import { InvalidInputError } from '#domain/errors.ts';
import { newId } from '#domain/ids.ts';
import { parseSubmittedUrl } from '#domain/submitted-url.ts';
import { nothing } from '#web/answers.ts';
import { baseUrlOf } from '../base-url.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { idParameter, pageOf, pageQuery } from '../inputs.ts';
import { notFound } from '../plugins/problems.ts';
import {
  reportArticleSchema,
  reportSchema,
  representReport,
  representReportArticles,
} from '../representations/report.ts';
import { reportSheet } from '../representations/report-sheet.ts';

/** An article is a page to fetch, and each of its posts a question to a platform. */
const mostArticles = 1000;

const requestSchema = z
  .strictObject({
    urls: z
      .array(z.string(), { error: 'must be a list of URLs' })
      .min(1, { error: 'is empty; give the address of an article' })
      .max(mostArticles, { error: `has more than ${mostArticles} articles; ask for several reports` })
      .optional()
      .describe('Addresses of articles'),
    feed: z.string().optional().describe('Address of an RSS, Atom or JSON feed'),
    sitemap: z.string().optional().describe('Address of a sitemap or a sitemap index, gzipped or not'),
    archive: z.boolean().default(false).describe('Also archives what the articles embed'),
    mostArticles: z
      .number()
      .int()
      .min(1)
      .max(mostArticles, { error: `must be ${mostArticles} or less` })
      .default(200)
      .describe('Of a feed or a sitemap; what changed last comes first'),
  })
  .refine(
    ({ urls, feed, sitemap }) => [urls, feed, sitemap].filter((given) => given !== undefined).length === 1,
    {
      error: 'must have exactly one of urls, feed, sitemap',
    },
  )
  .meta({ id: 'ReportRequest' });

const params = idParameter('The report');
const formatQuery = z.object({
  format: z.enum(['json', 'csv']).optional().describe('Or by Accept: text/csv'),
});

/** Which embeds of a site are dead, archived or lost. */
export function reportRoutes(dependencies: ApiDependencies): FastifyPluginAsyncZod {
  const { catalogue, clock, publicUrl, restricted, wake } = dependencies;
  const { reports } = catalogue;

  return async (app) => {
    app.post(
      '/v1/reports',
      {
        config: { access: 'submit' },
        schema: {
          tags: ['reports'],
          summary: 'Asks which embeds of articles, of a feed or of a sitemap are dead, archived or lost',
          body: requestSchema,
          response: { 202: reportSchema },
        },
      },
      async (request, reply) => {
        const { archive, mostArticles } = request.body;
        const { source, urls } = sourceOf(request.body, dependencies.egressAllow);
        const report = await reports.create({
          ...{ id: newId(clock.now()), by: request.caller?.id ?? null, source, urls },
          ...{ archive, restricted, mostArticles: source.kind === 'urls' ? urls.length : mostArticles },
        });
        wake();
        return reply
          .code(202)
          .header('location', `/v1/reports/${report.id}`)
          .send(representReport(report, baseUrlOf(request, publicUrl)));
      },
    );

    app.get(
      '/v1/reports',
      {
        config: { access: 'read' },
        schema: {
          tags: ['reports'],
          summary: 'Lists reports, the newest first',
          querystring: pageQuery,
          response: { 200: pageOf(reportSchema) },
        },
      },
      async (request) => {
        const { items, nextCursor } = await reports.list(request.query);
        const baseUrl = baseUrlOf(request, publicUrl);
        return { items: items.map((report) => representReport(report, baseUrl)), nextCursor };
      },
    );

    app.get(
      '/v1/reports/:id',
      {
        config: { access: 'read' },
        schema: {
          tags: ['reports'],
          summary: 'A report with its articles and what each embeds, as JSON or as CSV',
          params,
          querystring: formatQuery,
          response: {
            200: {
              description: 'The report, as far as it is',
              content: {
                'application/json': {
                  schema: reportSchema
                    .extend({ items: z.array(reportArticleSchema) })
                    .meta({ id: 'WholeReport' }),
                },
                'text/csv': { schema: z.string() },
              },
            },
          },
        },
      },
      async (request, reply) => {
        const report = await reports.get(request.params.id);
        if (report === null) {
          throw notFound('report');
        }
        const articles = await reports.articles(report.id);
        const baseUrl = baseUrlOf(request, publicUrl);
        if (wantsSheet(request.query.format, request.headers.accept)) {
          return reply
            .header('content-type', 'text/csv; charset=utf-8; header=present')
            .header('content-disposition', `attachment; filename="report-${report.id}.csv"`)
            .send(reportSheet(articles, baseUrl));
        }
        return { ...representReport(report, baseUrl), items: representReportArticles(articles) };
      },
    );

    app.delete(
      '/v1/reports/:id',
      {
        config: { access: 'admin' },
        schema: {
          tags: ['reports'],
          summary: 'Deletes a report; what it archived stays',
          params,
          response: { 204: nothing('It is gone') },
        },
      },
      async (request, reply) => {
        if (!(await reports.delete(request.params.id))) {
          throw notFound('report');
        }
        return reply.code(204).send();
      },
    );
  };
}

export function wantsSheet(format: 'json' | 'csv' | undefined, accept = ''): boolean {
  return format === undefined ? /^\s*text\/csv\b/i.test(accept) : format === 'csv';
}

function sourceOf(
  { urls, feed, sitemap }: z.output<typeof requestSchema>,
  egressAllow: readonly string[],
): { source: ReportSource; urls: string[] } {
  if (urls !== undefined) {
    const parsed = urls.map((url, place) => parseSubmittedUrl(url, `urls.${place}`, egressAllow).href);
    return { source: { kind: 'urls' }, urls: [...new Set(parsed)] };
  }
  const kind = feed === undefined ? 'sitemap' : 'feed';
  const url = feed ?? sitemap;
  if (url === undefined) {
    throw new InvalidInputError('', 'has nothing to report on; give one of urls, feed, sitemap');
  }
  return { source: { kind, url: parseSubmittedUrl(url, kind, egressAllow).href }, urls: [] };
}
