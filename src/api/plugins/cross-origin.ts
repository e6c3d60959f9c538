import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Pages of other origins may read the answer, ranges and errors too. No cookie ever gives anybody a right here. */
    crossOrigin?: boolean;
  }
}

const exposed = 'Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag';

/** For players that run elsewhere and read our files by ranges (https://fetch.spec.whatwg.org/#http-cors-protocol). */
export function addCrossOrigin(app: FastifyInstance): void {
  // Before anybody is refused, so that a page elsewhere can tell why.
  app.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.config.crossOrigin) {
      reply
        .header('access-control-allow-origin', '*')
        .header('access-control-expose-headers', exposed)
        .header('cross-origin-resource-policy', 'cross-origin');
    }
  });
}

/** Answers what browsers ask before they send a range or a key to `url`. */
export function addPreflight(app: FastifyInstance, url: string): void {
  app.options(
    url,
    { config: { access: 'public', crossOrigin: true }, schema: { hide: true } },
    async (request, reply) => {
      if (request.headers['access-control-request-private-network'] === 'true') {
        reply.header('access-control-allow-private-network', 'true');
      }
      return reply
        .code(204)
        .header('access-control-allow-methods', 'GET, HEAD')
        .header('access-control-allow-headers', 'Authorization, Range, If-Range, If-None-Match')
        .header('access-control-max-age', '86400')
        .send();
    },
  );
}
