import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { matchesEtag } from '../send-bytes.ts';
import { browserModules } from './modules.ts';
import { renderVerifyPage, type ShownKey } from './page.ts';
import { verifyStyles } from './styles.ts';

export interface VerifyPageDependencies {
  /** The public keys of this archive, oldest first. */
  listKeys(): Promise<ShownKey[]>;
}

const entry = 'web/verify-page/in-browser.ts';
const styleHash = createHash('sha256').update(verifyStyles).digest('base64');

/** Scripts of our own and nothing else: what is chosen here cannot be sent anywhere. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  `style-src 'sha256-${styleHash}'`,
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** The page that checks a file in the visitor's browser, and the modules it is made of: those that `verify` runs. */
export function addVerifyPage(app: FastifyInstance, { listKeys }: VerifyPageDependencies): void {
  let loaded: Promise<Map<string, string>> | null = null;
  const loadModules = () => {
    loaded ??= browserModules(entry);
    return loaded;
  };

  app.get(
    '/verify',
    { schema: { tags: ['public'], summary: 'The page that checks an archive in the browser' } },
    async (request, reply) => {
      const modules = await loadModules();
      const page = renderVerifyPage({ keys: await listKeys(), modules: [...modules.keys()] });
      reply.header('content-security-policy', policy).header('referrer-policy', 'no-referrer');
      return send(request.headers['if-none-match'], reply, { type: 'text/html; charset=utf-8', body: page });
    },
  );

  app.get<{ Params: { '*': string } }>(
    '/verify/modules/*',
    {
      schema: {
        tags: ['public'],
        summary: 'A module of that page',
        params: z.object({ '*': z.string() }),
      },
    },
    async (request, reply) => {
      const body = (await loadModules()).get(request.params['*']);
      if (body === undefined) {
        return reply.callNotFound();
      }
      return send(request.headers['if-none-match'], reply, { type: 'text/javascript; charset=utf-8', body });
    },
  );
}

function send(
  ifNoneMatch: string | undefined,
  reply: FastifyReply,
  { type, body }: { type: string; body: string },
): FastifyReply {
  const etag = `"${createHash('sha256').update(body).digest('hex')}"`;
  reply.header('x-content-type-options', 'nosniff').header('cache-control', 'no-cache').header('etag', etag);
  return matchesEtag(ifNoneMatch, etag) ? reply.code(304).send() : reply.type(type).send(body);
}
