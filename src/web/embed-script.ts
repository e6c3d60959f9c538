import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { answerOf, unchanged } from './answers.ts';
import { matchesEtag } from './send-bytes.ts';

/** `GET /embed.js`, as it lies beside this file; any page may run it, from its own origin's rules too (`integrity`). */
export function addEmbedScript(app: FastifyInstance): void {
  const source = readFileSync(new URL('./embed.js', import.meta.url));
  const compressed = gzipSync(source, { level: 9 });
  const etag = `"${createHash('sha256').update(source).digest('hex')}"`;
  const schema = {
    tags: ['public'],
    summary: 'The script for articles, which puts cards where posts are gone',
    response: {
      200: answerOf('The script', 'text/javascript'),
      304: unchanged,
    },
  };
  app.get('/embed.js', { config: { crossOrigin: true }, schema }, async (request, reply) => {
    // An hour: a mended script should reach articles the same day.
    reply
      .header('cache-control', 'public, max-age=3600')
      .header('etag', etag)
      .header('vary', 'accept-encoding')
      .header('x-content-type-options', 'nosniff')
      .type('text/javascript; charset=utf-8');
    if (matchesEtag(request.headers['if-none-match'], etag)) {
      return reply.code(304).send();
    }
    const takesGzip = /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(request.headers['accept-encoding'] ?? '');
    return takesGzip ? reply.header('content-encoding', 'gzip').send(compressed) : reply.send(source);
  });
}
