import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { z } from 'zod';
import { answerOf, pageAnswers, unchanged } from '../answers.ts';
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
const policy = policyWith("connect-src 'none'");
/** A capture's bundle is fetched from here, and from nowhere else. */
const fetchingPolicy = policyWith("connect-src 'self'");

const query = z.object({
  capture: z
    .string()
    .regex(/^[\w-]{1,100}$/, { error: 'is no id of a capture' })
    .optional()
    .describe('Checks its bundle, for whoever is signed in here'),
});

/** The page that checks a file in the visitor's browser, and the modules it is made of: those that `verify` runs. */
export function addVerifyPage(app: FastifyInstance, { listKeys }: VerifyPageDependencies): void {
  let loaded: Promise<Map<string, string>> | null = null;
  const loadModules = () => {
    loaded ??= browserModules(entry);
    return loaded;
  };

  app.get<{ Querystring: z.output<typeof query> }>(
    '/verify',
    {
      schema: {
        tags: ['public'],
        summary: 'The page that checks an archive in the browser',
        querystring: query,
        response: pageAnswers,
      },
    },
    async (request, reply) => {
      const modules = await loadModules();
      const { capture = null } = request.query;
      const page = renderVerifyPage({ keys: await listKeys(), modules: [...modules.keys()], capture });
      reply
        .header('content-security-policy', capture === null ? policy : fetchingPolicy)
        .header('referrer-policy', 'no-referrer');
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
        response: { 200: answerOf('The module', 'text/javascript'), 304: unchanged },
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

function policyWith(connections: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'sha256-${styleHash}'`,
    connections,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}
