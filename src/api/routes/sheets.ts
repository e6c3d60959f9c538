import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { SubmissionState } from '#catalogue/catalogue.ts';
import { priorities } from '#domain/submission.ts';
import { decodeText } from '#domain/text-encoding.ts';
import { baseUrlOf } from '../base-url.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { RunningRequests, readIdempotencyKey } from '../idempotency.ts';
import { articleText, collection, idParameter, note, tags } from '../inputs.ts';
import { notFound } from '../plugins/problems.ts';
import type { Quotas } from '../plugins/quotas.ts';
import { representCapture } from '../representations/capture.ts';
import { type ResultRow, resultsSheet } from '../representations/results-sheet.ts';
import { representSubmission, submissionSchema } from '../representations/submission.ts';
import { acceptSheet } from '../sheet-intake.ts';
import type { SignedLinks } from '../signed-links.ts';
import { wantsSheet } from './reports.ts';

const requestSchema = z
  .strictObject({
    csv: articleText.describe(
      'The sheet: a heading with a column of links, and one of ids where there are any',
    ),
    tags: tags.default([]),
    collection: collection.default(null),
    note: note.default(null),
    links: z.boolean().optional(),
    watch: z.boolean().optional(),
    priority: z.enum(priorities).optional(),
    maxAgeSeconds: z.number().int().min(0).max(2_147_483_647).optional(),
  })
  .meta({ id: 'SheetRequest' });

const refusedSchema = z.object({ row: z.number(), link: z.string(), message: z.string() });
const sheetSchema = z
  .object({
    id: z.string(),
    items: z.array(submissionSchema).describe('One a row, in the order of the rows'),
    refused: z
      .array(refusedSchema)
      .describe('Rows that hold nothing that could be archived; the heading is row 1'),
    resultsUrl: z.string().describe('The results as CSV, with the same ids'),
  })
  .meta({ id: 'Sheet' });

const params = idParameter('The sheet');

/** Checked with the rest of the request. */
const givenInQuery = z.looseObject({ tag: z.union([z.string(), z.array(z.string())]).optional() });

/** Spreadsheets in and out: each row a submission, each result under the id that its row had. */
export function sheetRoutes(
  dependencies: ApiDependencies,
  links: SignedLinks,
  quotas: Quotas,
): FastifyPluginAsyncZod {
  const { catalogue, clock, publicUrl, egressAllow, restricted, embedded, publishOutbox, wake } =
    dependencies;
  const running = new RunningRequests();

  return async (app) => {
    app.addContentTypeParser(
      'text/csv',
      { parseAs: 'buffer' },
      async (request: FastifyRequest, body: Buffer) => {
        const { tag, ...options } = givenInQuery.parse(request.query);
        return {
          csv: decodeText(body, request.headers['content-type'] ?? null),
          ...(tag !== undefined && { tags: [tag].flat() }),
          ...options,
        };
      },
    );

    app.post(
      '/v1/sheets',
      {
        config: { access: 'submit', writes: 'facts' },
        schema: {
          tags: ['submissions'],
          summary: 'Asks to archive what the rows of a sheet link to; as JSON, or the CSV itself as text/csv',
          headers: z.object({ 'idempotency-key': z.string().optional() }),
          querystring: z.object({
            tag: z
              .union([z.string(), z.array(z.string())])
              .optional()
              .describe('With text/csv; may be repeated'),
            collection: z.string().optional().describe('With text/csv'),
            note: z.string().optional().describe('With text/csv'),
          }),
          body: requestSchema,
          response: { 202: sheetSchema },
        },
      },
      async (request, reply) => {
        const { csv, ...options } = request.body;
        const by = request.caller?.id ?? null;
        const key = readIdempotencyKey(request.headers['idempotency-key'], by ?? '', request.body);
        const origin = request.caller?.kind === 'control' ? 'cli' : request.caller?.isSession ? 'web' : 'api';
        const context = { now: clock.now(), origin, by, egressAllow, restricted } as const;
        const sheet = await running.run(key, () =>
          acceptSheet(csv, options, {
            ...{ catalogue, context, idempotency: key },
            take: (posts) => quotas.takeSubmissions(request, reply, posts),
          }),
        );
        if (embedded) {
          await publishOutbox(sheet.outboxIds);
        }
        wake();
        return reply
          .code(202)
          .header('location', `/v1/sheets/${sheet.id}`)
          .send({
            ...represent(sheet.id, sheet.submissions, baseUrlOf(request, publicUrl)),
            refused: sheet.refused,
          });
      },
    );

    app.get(
      '/v1/sheets/:id',
      {
        config: { access: 'read' },
        schema: {
          tags: ['submissions'],
          summary: 'What became of the rows of a sheet, as JSON or as CSV',
          params,
          querystring: z.object({
            format: z.enum(['json', 'csv']).optional().describe('Or by Accept: text/csv'),
          }),
          response: {
            200: {
              description: 'Its submissions, as they are now',
              content: {
                'application/json': { schema: sheetSchema },
                'text/csv': { schema: z.string() },
              },
            },
          },
        },
      },
      async (request, reply) => {
        const { id } = request.params;
        const submissions = await catalogue.submissions.ofSheet(id);
        if (submissions.length === 0) {
          throw notFound('sheet');
        }
        const baseUrl = baseUrlOf(request, publicUrl);
        if (!wantsSheet(request.query.format, request.headers.accept)) {
          return { ...represent(id, submissions, baseUrl), refused: [] };
        }
        return reply
          .header('content-type', 'text/csv; charset=utf-8; header=present')
          .header('content-disposition', `attachment; filename="results-${id.replaceAll(/[^\w-]/g, '')}.csv"`)
          .send(resultsSheet(await resultsOf(submissions, baseUrl), baseUrl));
      },
    );
  };

  async function resultsOf(submissions: readonly SubmissionState[], baseUrl: string): Promise<ResultRow[]> {
    const rows: ResultRow[] = [];
    for (const submission of submissions) {
      for (const embed of submission.embeds.length === 0 ? [null] : submission.embeds) {
        rows.push({ submission, embed, result: embed && (await resultOf(embed, baseUrl)) });
      }
    }
    return rows;
  }

  async function resultOf(
    { postId, currentCaptureId }: SubmissionState['embeds'][number],
    baseUrl: string,
  ): Promise<ResultRow['result']> {
    const post = await catalogue.posts.get(postId);
    const capture = currentCaptureId === null ? null : await catalogue.captures.get(currentCaptureId);
    const sign = post?.restricted === false ? (path: string) => links.sign(path) : null;
    return {
      post,
      // Its length is in no column.
      capture: capture && representCapture(capture, { manifestBytes: 0, baseUrl, sign }),
    };
  }
}

/** A sheet that is sent to where submissions go is taken as what it is. */
export function sheetsAmongSubmissions({ method, url = '/', headers }: IncomingMessage): string {
  const isCsv = /^\s*text\/csv\b/i.test(headers['content-type'] ?? '');
  return method === 'POST' && isCsv ? url.replace(/^\/v1\/submissions(?=\?|$)/, '/v1/sheets') : url;
}

function represent(id: string, submissions: readonly SubmissionState[], baseUrl: string) {
  return {
    id,
    items: submissions.map(representSubmission),
    resultsUrl: `${baseUrl}/v1/sheets/${id}?format=csv`,
  };
}
