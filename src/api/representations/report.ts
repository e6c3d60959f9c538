import { z } from 'zod';
import { type ReportArticle, type ReportState, verdicts } from '#catalogue/catalogue.ts';
import { embedSchema } from '#domain/embed.ts';
import { postStates } from '#domain/post.ts';

export const reportSchema = z
  .object({
    id: z.string(),
    status: z.enum(['waiting', 'running', 'done']),
    by: z.string().nullable(),
    createdAt: z.iso.datetime(),
    finishedAt: z.iso.datetime().nullable(),
    source: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('urls') }),
      z.object({ kind: z.enum(['feed', 'sitemap']), url: z.string() }),
    ]),
    archive: z.boolean(),
    mostArticles: z.number(),
    error: z.string().nullable().describe('Why the feed or sitemap gave no articles'),
    leftOut: z.number().describe('Articles beyond mostArticles, as far as they were counted'),
    articles: z.object({ total: z.number(), done: z.number(), failed: z.number() }),
    originals: z
      .object({ total: z.number(), done: z.number() })
      .describe('Different posts, each looked at once'),
    embeds: z.object({
      total: z.number(),
      dead: z.number().describe('archived and lost together'),
      archived: z.number().describe('The original is gone, a capture is held'),
      lost: z.number().describe('The original is gone and nothing is held, or no more than a quotation'),
      living: z.number(),
      unheld: z.number().describe('Living ones of which no capture is held yet'),
      unknown: z.number(),
      waiting: z.number(),
    }),
    pageUrl: z.string(),
    csvUrl: z.string(),
  })
  .meta({ id: 'Report' });
export type ReportRepresentation = z.output<typeof reportSchema>;

export const reportArticleSchema = z
  .object({
    position: z.number(),
    url: z.string(),
    status: z.enum(['waiting', 'done', 'failed']),
    error: z.string().nullable().describe('Why the article could not be read'),
    submissionId: z.string().nullable().describe('Where its embeds were archived, too'),
    embeds: z.array(
      embedSchema.omit({ confidence: true }).extend({
        verdict: z.enum(verdicts),
        state: z.enum(postStates).nullable().describe('Of the original'),
        detail: z.string().nullable().describe('In the words of the sources'),
        lookedAt: z.iso.datetime().nullable(),
        held: z.enum(['capture', 'quotation', 'nothing']),
      }),
    ),
  })
  .meta({ id: 'ReportArticle' });

export function representReport(report: ReportState, baseUrl: string): ReportRepresentation {
  const { archived, lost } = report.embeds;
  return {
    ...report,
    embeds: { ...report.embeds, dead: archived + lost },
    pageUrl: `${baseUrl}/reports/${report.id}`,
    csvUrl: `${baseUrl}/v1/reports/${report.id}?format=csv`,
  };
}

export function representReportArticles(articles: ReportArticle[]): z.output<typeof reportArticleSchema>[] {
  return articles;
}
