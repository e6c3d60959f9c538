import { pipeline } from 'node:stream/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { InvalidInputError } from '#domain/errors.ts';
import { DamagedCaptureError } from '#export/capture-files.ts';
import { type MadeExport, makeExport } from '#export/make-export.ts';
import { NothingSuchError, type PlannedPost, planExport } from '#export/plan.ts';
import { answerOf } from '#web/answers.ts';
import type { ApiDependencies } from '../dependencies.ts';
import type { FindPost } from '../find-post.ts';
import { plainText } from '../inputs.ts';
import { Problem } from '../plugins/problems.ts';

const maxItems = 1000;

const requestSchema = z
  .strictObject({
    items: z
      .array(plainText(8192).min(1, { error: 'is empty' }))
      .max(maxItems, { error: `has more than ${maxItems} items; give them a tag or a collection` })
      .default([])
      .describe('Posts by any id or URL of theirs, captures by their ids'),
    tag: plainText(200).nullable().default(null),
    collection: plainText(200).nullable().default(null),
    format: z
      .enum(['wacz', 'bag'], { error: 'must be wacz or bag' })
      .optional()
      .describe(
        'wacz: one capture with its proof; bag: a BagIt ZIP. As the number of captures asks, unless given',
      ),
    name: z
      .string()
      .regex(/^[\w][\w.-]{0,99}$/, {
        error: 'must be a file name of letters, digits, dots, dashes and underscores',
      })
      .optional()
      .describe('Of the file, without its ending'),
  })
  .refine(({ items, tag, collection }) => items.length > 0 || tag !== null || collection !== null, {
    error: 'names nothing to export; give items, a tag or a collection',
  })
  .meta({ id: 'ExportRequest' });

/** The same as a link, for people: their browser saves the file. */
const linkSchema = z
  .strictObject({
    item: plainText(8192).min(1, { error: 'is empty' }).optional().describe('One post or capture'),
    tag: plainText(200).optional(),
    collection: plainText(200).optional(),
    format: z.enum(['wacz', 'bag'], { error: 'must be wacz or bag' }).optional(),
  })
  .refine((link) => (link.item ?? link.tag ?? link.collection) !== undefined, {
    error: 'names nothing to export; give item, tag or collection',
  });

type RequestBody = z.output<typeof requestSchema>;

/** Evidence to hand on: one page archive with its proof, or a bag of many with a report of their custody. */
export function exportRoutes(dependencies: ApiDependencies, findPost: FindPost): FastifyPluginAsyncZod {
  const { catalogue, clock } = dependencies;
  const oneByOne = new OneByOne();

  async function make(request: FastifyRequest, body: RequestBody, signal: AbortSignal): Promise<MadeExport> {
    await dependencies.exporting.publishPending();
    const plan = await planOf(body);
    const format = body.format ?? (await formatFor(plan));
    await assertPossible(format, plan);
    const name = body.name ?? `export-${clock.now().toISOString().slice(0, 19).replace(/[-:T]/g, '')}`;
    const order = { request: body, plan, name, format, by: request.caller?.id ?? null };
    return oneByOne.run(() => makeExport(order, groundOf(dependencies), signal)).catch(asProblem);
  }

  async function planOf(body: RequestBody): Promise<PlannedPost[]> {
    const plan = await planExport(body, { catalogue, findPost }).catch(asProblem);
    if (plan.every(({ captureIds }) => captureIds.length === 0)) {
      throw new Problem('not-found', 'There is no finished capture of that here');
    }
    return plan;
  }

  async function formatFor(plan: PlannedPost[]): Promise<'wacz' | 'bag'> {
    const [only, ...more] = plan.flatMap(({ captureIds }) => captureIds);
    return only !== undefined && more.length === 0 && (await hasPageArchive(only)) ? 'wacz' : 'bag';
  }

  async function assertPossible(format: 'wacz' | 'bag', plan: PlannedPost[]): Promise<void> {
    const captureIds = plan.flatMap(({ captureIds: ids }) => ids);
    if (format === 'bag') {
      return;
    }
    if (captureIds.length > 1) {
      const many = `wacz holds one capture, and these are ${captureIds.length}; name one, or ask for a bag (.zip)`;
      throw new InvalidInputError('format', many);
    }
    if (!(await hasPageArchive(captureIds[0] ?? ''))) {
      throw new InvalidInputError('format', 'this capture has no page archive; ask for a bag (.zip)');
    }
  }

  async function hasPageArchive(captureId: string): Promise<boolean> {
    const capture = await catalogue.captures.get(captureId);
    return capture?.artifacts.some(({ role }) => role === 'wacz') ?? false;
  }

  async function send(
    request: FastifyRequest,
    reply: FastifyReply,
    body: RequestBody,
  ): Promise<FastifyReply> {
    const left = new AbortController();
    reply.raw.once('close', () => left.abort(new Error('whoever asked for the export has left')));
    const signal = AbortSignal.any([left.signal, request.server.closing]);
    return hijackWith(reply, await make(request, body, signal), signal);
  }

  return async (app) => {
    app.post(
      '/v1/exports',
      {
        config: { access: 'read', writes: 'files' },
        schema: {
          tags: ['captures'],
          summary:
            'A file of captures with their proof; it begins when it was made whole, which may take minutes',
          body: requestSchema,
          response: { 200: answerOf('The file', 'application/zip', 'application/wacz') },
        },
      },
      async (request, reply) => send(request, reply, request.body),
    );

    app.get(
      '/v1/exports',
      {
        config: { access: 'read', writes: 'files' },
        schema: {
          tags: ['captures'],
          summary: 'The same as a link, of one post or capture, a tag or a collection',
          querystring: linkSchema,
          response: { 200: answerOf('The file', 'application/zip', 'application/wacz') },
        },
      },
      async (request, reply) => {
        const { item, tag = null, collection = null, format } = request.query;
        const items = item === undefined ? [] : [item];
        return send(request, reply, { items, tag, collection, ...(format && { format }) });
      },
    );
  };
}

/** The file goes with its last byte, or with whoever reads it. */
async function hijackWith(reply: FastifyReply, made: MadeExport, signal: AbortSignal): Promise<FastifyReply> {
  await using file = made;
  reply.hijack();
  reply.raw.writeHead(200, {
    'content-type': file.mediaType,
    'content-length': file.bytes,
    'content-disposition': `attachment; filename="${file.fileName}"`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  await pipeline(file.read(), reply.raw, { signal }).catch((error: unknown) => {
    reply.request.log.info({ reason: String(error) }, 'export not fetched');
  });
  return reply;
}

/** Each needs as much disk as it weighs, so they wait for each other. */
class OneByOne {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

function asProblem(error: unknown): never {
  if (error instanceof NothingSuchError) {
    throw new Problem('not-found', error.message);
  }
  if (error instanceof DamagedCaptureError) {
    throw new Problem('damaged', error.message);
  }
  throw error;
}

function groundOf({ catalogue, storage, notary, clock, exporting, version }: ApiDependencies) {
  return {
    ...{ catalogue, storage, clock },
    temporaryDir: exporting.temporaryDir,
    organization: exporting.organization,
    print: exporting.print,
    proofOf: notary.proofOf.bind(notary),
    logOrigin: notary.origin,
    listKeys: () => notary.keys.list(),
    software: `embed-archiver/${version}`,
  };
}
