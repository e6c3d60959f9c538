import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { answerOf } from '#web/answers.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { Problem } from '../plugins/problems.ts';

/**
 * The whole catalogue in one file. It holds hashes of keys, sealed secrets and what is restricted, so it is for the command
 * line on the machine alone.
 */
export function dumpRoutes({ catalogue, exporting, version }: ApiDependencies): FastifyPluginAsyncZod {
  return async (app) => {
    app.post(
      '/v1/dump',
      {
        config: { access: 'admin' },
        schema: {
          tags: ['operation'],
          summary: 'The catalogue in one file, by the command line alone; it begins when it was made whole',
          response: { 200: answerOf('Gzip over lines of JSON', 'application/gzip') },
        },
      },
      async (request, reply) => {
        if (request.caller?.kind !== 'control') {
          throw new Problem('forbidden', 'Only the command dump, on the machine itself, gets the catalogue');
        }
        const left = new AbortController();
        reply.raw.once('close', () => left.abort(new Error('whoever asked for the dump has left')));
        const signal = AbortSignal.any([left.signal, request.server.closing]);
        await mkdir(exporting.temporaryDir, { recursive: true });
        const path = join(exporting.temporaryDir, `dump-${randomUUID()}`);
        try {
          // On disk first: who reads slowly must not keep the database waiting.
          await catalogue.dumps.write(path, { software: `embed-archiver/${version}`, signal });
          reply.hijack();
          reply.raw.writeHead(200, {
            'content-type': 'application/gzip',
            'content-length': (await stat(path)).size,
            'cache-control': 'no-store',
          });
          await pipeline(createReadStream(path), reply.raw, { signal }).catch((error: unknown) => {
            request.log.info({ reason: String(error) }, 'dump not fetched');
          });
          return reply;
        } finally {
          await rm(path, { force: true });
        }
      },
    );
  };
}
