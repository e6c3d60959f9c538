import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Page, renderPage } from './shell.ts';

/** Answers with a page, for whoever the request's viewer is. */
export type SendPage = (request: FastifyRequest, reply: FastifyReply, page: Page) => FastifyReply;

export function sendPageAs(name: string, at: (path: string) => string): SendPage {
  return (request, reply, page) => {
    const nonce = randomBytes(16).toString('base64');
    const [path = '/'] = request.url.split('?');
    return (
      reply
        .header('content-security-policy', policyWith(nonce))
        .header('x-content-type-options', 'nosniff')
        // A stricter one would keep `Origin` from our own forms.
        .header('referrer-policy', 'same-origin')
        .header('cross-origin-opener-policy', 'same-origin')
        .header('cache-control', request.viewer === null ? 'no-cache' : 'no-store')
        .header('vary', 'cookie')
        .type('text/html; charset=utf-8')
        .send(renderPage(page, { viewer: request.viewer, path, at, nonce, name }))
    );
  };
}

/**
 * Scripts and styles of our own alone, each by the nonce: archived files lie on the same origin. They may make no markup
 * from text. The card is shown in a frame, where it is sandboxed by its own policy.
 */
function policyWith(nonce: string): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "media-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}
