import type { FastifyInstance } from 'fastify';
import { Problem } from './problems.ts';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads JSON strictly: bytes that are no UTF-8 are refused, since what a decoder would put in their place is not what
 * the article says. Other types are answered with 415.
 */
export function addJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => parseJson(body),
  );
}

/** Throws a `Problem` for what is no JSON in UTF-8. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) {
    return undefined;
  }
  try {
    return JSON.parse(decoder.decode(body));
  } catch (error) {
    const isSyntax = error instanceof SyntaxError;
    const message = isSyntax ? `The body is not JSON: ${error.message}` : 'The body is not valid UTF-8';
    throw new Problem('malformed-request', message, { errors: [{ path: '', message }] });
  }
}
