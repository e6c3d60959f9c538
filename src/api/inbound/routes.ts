import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Source } from '#catalogue/catalogue.ts';
import type { ApiDependencies } from '../dependencies.ts';
import { plainText } from '../inputs.ts';
import { parseJson } from '../plugins/json-bodies.ts';
import { Problem } from '../plugins/problems.ts';
import { type ConnectorName, connectorNames, connectors, nameOfSourceSecret } from './connectors.ts';
import type { SignedMessage } from './signature.ts';

const answerSchema = z
  .object({
    status: z
      .enum(['accepted', 'known', 'ignored'])
      .describe('`known` came before, or is older than what is known; `ignored` is nothing to archive'),
    sourceId: z.string(),
    articleId: z.string().nullable(),
    reason: z.string().nullable(),
  })
  .meta({ id: 'InboundAnswer' });

/**
 * Where publishing systems report. What they say is written down and answered at once, before anything is done: Ghost waits two
 * seconds and tries once. Never 410, at which some would report no more.
 */
export function inboundRoutes(dependencies: ApiDependencies): FastifyPluginAsyncZod {
  const { catalogue, clock, wake } = dependencies;

  return async (app) => {
    // Signatures are over the bytes, so they are kept as they came, whatever they are said to be.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) => body);

    app.post(
      '/v1/inbound/:connector',
      {
        config: { access: 'public' },
        schema: {
          tags: ['sources'],
          summary: 'What a publishing system reports, in its own words and with its own signature',
          params: z.object({ connector: z.enum(connectorNames) }),
          querystring: z.object({
            source: plainText(200)
              .optional()
              .describe('Which source; without it, the one whose secret signed the message'),
          }),
          consumes: ['application/json'],
          body: z.unknown().describe('As the publishing system sends it'),
          response: { 202: answerSchema },
        },
      },
      async (request, reply) => {
        const { connector } = request.params;
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
        const message = { headers: request.headers, body, now: clock.now() };
        const source = await signerOf(message, connector, request.query.source);
        const news = connectors[connector].read(parseJson(body), source.mapping);
        if (news.event === 'ignored') {
          const { reason } = news;
          return reply.code(202).send({ status: 'ignored', sourceId: source.id, articleId: null, reason });
        }
        const status = await catalogue.sources.report(source.id, news.event, news.arrival);
        if (status === 'no-source') {
          throw notSigned();
        }
        wake();
        const articleId = news.arrival.key;
        return reply.code(202).send({ status, sourceId: source.id, articleId, reason: null });
      },
    );
  };

  async function signerOf(
    message: SignedMessage,
    connector: ConnectorName,
    sourceId: string | undefined,
  ): Promise<Source> {
    const sources = await catalogue.sources.ofKind(connector);
    for (const source of sources.filter(({ id }) => sourceId === undefined || id === sourceId)) {
      if (await isSignedBy(source, message, connector)) {
        return source;
      }
    }
    throw notSigned();
  }

  async function isSignedBy(
    { id, sealedSecret }: Source,
    message: SignedMessage,
    connector: ConnectorName,
  ): Promise<boolean> {
    if (sealedSecret === null) {
      return false;
    }
    const secret = await dependencies.sealing.unseal(nameOfSourceSecret(id), sealedSecret);
    return connectors[connector].isSigned(message, secret);
  }
}

/** The same whether there is no such source, the secret is another, or the message is old. */
function notSigned(): Problem {
  return new Problem(
    'unauthorized',
    'No source of this kind has the secret that the message is signed with, or the message is more than five minutes old',
  );
}
