import type { FastifyReply } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { logKeys } from '#domain/log.ts';
import { answerOf } from '#web/answers.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { notFound } from '../plugins/problems.ts';

/** As c2sp.org/tlog-tiles has them: zero-padded groups of three digits, all but the last behind an `x`. */
const tilePattern =
  /^(?:entries|[0-9]|[1-5]\d|6[0-3])\/(?:x\d{3}\/)*\d{3}(?:\.p\/(?:[1-9]\d?|1\d\d|2[0-4]\d|25[0-5]))?$/;
const checkpointForSeconds = 5;

const logStateSchema = z
  .object({
    origin: z.string(),
    size: z.number().int(),
    published: z.object({ size: z.number().int(), at: z.iso.datetime() }).nullable(),
    authorities: z.array(
      z.object({
        url: z.string(),
        stampedSize: z.number().int(),
        failures: z.number().int(),
        failuresInAll: z.number().int(),
        lastError: z.string().nullable(),
        lastErrorAt: z.iso.datetime().nullable(),
        dueAt: z.iso.datetime(),
      }),
    ),
  })
  .meta({ id: 'LogState' });

/** The transparency log, for anybody: c2sp.org/tlog-tiles. */
export function logRoutes({ catalogue, storage, notary }: ApiDependencies): FastifyPluginAsyncZod {
  async function send(
    reply: FastifyReply,
    { key, type, cacheControl }: { key: string; type: string; cacheControl: string },
  ): Promise<FastifyReply> {
    const body = await storage.getDocument(key);
    if (body === null) {
      throw notFound('part of the log');
    }
    return reply
      .type(type)
      .header('cache-control', cacheControl)
      .header('access-control-allow-origin', '*')
      .header('x-content-type-options', 'nosniff')
      .send(Buffer.from(body));
  }

  return async (app) => {
    app.get(
      '/checkpoint',
      {
        config: { access: 'public' },
        schema: {
          tags: ['log'],
          summary: 'The newest checkpoint of the log, a signed note (c2sp.org/tlog-checkpoint)',
          response: { 200: answerOf('The checkpoint', 'text/plain') },
        },
      },
      async (_request, reply) => {
        const latest = await catalogue.checkpoints.latest();
        return send(reply, {
          key: logKeys.checkpoint(latest?.size ?? 0),
          type: 'text/plain; charset=utf-8',
          cacheControl: `public, max-age=${checkpointForSeconds}`,
        });
      },
    );

    app.get(
      '/tile/*',
      {
        config: { access: 'public' },
        schema: {
          tags: ['log'],
          summary: 'A tile of hashes, <level>/<index>[.p/<width>], or of entries/… (c2sp.org/tlog-tiles)',
          params: z.object({ '*': z.string() }),
          response: { 200: answerOf('The tile', 'application/octet-stream') },
        },
      },
      async (request, reply) => {
        const path = request.params['*'];
        if (!tilePattern.test(path)) {
          throw notFound('tile');
        }
        return send(reply, {
          key: logKeys.tile(`tile/${path}`),
          type: 'application/octet-stream',
          cacheControl: 'public, max-age=31536000, immutable',
        });
      },
    );

    app.get(
      '/v1/log',
      {
        config: { access: 'read' },
        schema: {
          tags: ['log'],
          summary: 'How far the log is published, and how its timestamp authorities answer',
          response: { 200: logStateSchema },
        },
      },
      () => notary.logState(),
    );
  };
}
