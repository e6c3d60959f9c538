import type { FastifyInstance } from 'fastify';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Pages of other origins may read the answer, ranges and errors too. No cookie ever gives anybody a right here. */
    crossOrigin?: boolean;
  }
}

const exposed =
  'Accept-Ranges, Content-Disposition, Content-Length, Content-Range, ETag, Link, Memento-Datetime';

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

const ofReading = {
  methods: 'GET, HEAD',
  headers: 'Authorization, Range, If-Range, If-None-Match',
};

/** Answers what browsers ask before they send a range or a key to `url`, or whatever else is `allowed` there. */
export function addPreflight(app: FastifyInstance, url: string, allowed = ofReading): void {
  app.options(
    url,
    { config: { access: 'public', crossOrigin: true }, schema: { hide: true } },
    async (request, reply) => {
      if (request.headers['access-control-request-private-network'] === 'true') {
        reply.header('access-control-allow-private-network', 'true');
      }
      return reply
        .code(204)
        .header('access-control-allow-methods', allowed.methods)
        .header('access-control-allow-headers', allowed.headers)
        .header('access-control-max-age', '86400')
        .send();
    },
  );
}
