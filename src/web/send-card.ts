import { createHash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { frameScript } from '#card/frame-script.ts';
import { cardStyles } from '#card/styles.ts';
import { matchesEtag } from './send-bytes.ts';

/** Sends the page of a card: any article may frame it, and it can do nothing but show itself. */
export function sendCard(
  request: FastifyRequest,
  reply: FastifyReply,
  page: string,
  { framed = false } = {},
): FastifyReply {
  const etag = `"${createHash('sha256').update(page).digest('hex')}"`;
  reply
    .header('content-security-policy', framed ? framePolicy : cardPolicy)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer')
    .header('cross-origin-resource-policy', 'cross-origin')
    .header('cache-control', 'no-cache')
    .header('etag', etag);
  return matchesEtag(request.headers['if-none-match'], etag)
    ? reply.code(304).send()
    : reply.type('text/html; charset=utf-8').send(page);
}

function hashOf(source: string): string {
  return `'sha256-${createHash('sha256').update(source).digest('base64')}'`;
}

const cardPolicy = [
  "default-src 'none'",
  "img-src 'self' data:",
  "media-src 'self'",
  `style-src ${hashOf(cardStyles)}`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** With script comes the sandbox: whatever ran there would run as nobody, whoever frames it. */
const framePolicy = [
  cardPolicy,
  `script-src ${hashOf(frameScript)}`,
  'sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox',
].join('; ');
