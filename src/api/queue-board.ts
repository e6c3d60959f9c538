import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { pathPrefixOf } from './base-url.ts';
import type { ApiDependencies } from './dependencies.ts';

export interface QueueBoard extends AsyncDisposable {
  /** Answers in place of the application; rejects with `QueueUnavailableError` where the queue does not answer. */
  answer(request: FastifyRequest, reply: FastifyReply): Promise<void>;
}

interface QueueBoardOptions {
  open: NonNullable<ApiDependencies['openQueueBoard']>;
  /** `/admin/queues`, as this service routes it. */
  path: string;
  /** Before every address of ours, where the service lives below a path of its host. */
  pathPrefix: string;
  logger: FastifyBaseLogger;
}

/**
 * The queues' own pages, an application of their own: its error answers, schemas and headers are not ours. It is made
 * when it is first asked for, and then costs memory; a start costs nothing.
 */
function queueBoardAt({ open, path, pathPrefix, logger }: QueueBoardOptions): QueueBoard {
  let making: Promise<FastifyInstance> | null = null;

  async function make(): Promise<FastifyInstance> {
    const board = fastify({
      loggerInstance: logger,
      logController: new LogController({ disableRequestLogging: true }),
    });
    await board.register(await open(`${pathPrefix}${path}`), { prefix: path });
    board.addHook('onSend', async (request, reply, payload) => {
      for (const [name, value] of Object.entries(headersFor(request, `${pathPrefix}${path}`))) {
        reply.header(name, value);
      }
      return typeof payload === 'string' ? payload.replace(foreignFonts, '') : payload;
    });
    await board.ready();
    return board;
  }

  return {
    async answer(request, reply) {
      making ??= make();
      const board = await making.catch((error: unknown) => {
        making = null;
        throw error;
      });
      reply.hijack();
      board.routing(request.raw, reply.raw);
    },
    async [Symbol.asyncDispose]() {
      const board = await making?.catch(() => null);
      await board?.close();
    },
  };
}

/** For the workspace's administration; null where there are no queues to look into. */
export function addQueueBoard(
  app: FastifyInstance,
  { openQueueBoard, publicUrl, logger }: Pick<ApiDependencies, 'openQueueBoard' | 'publicUrl' | 'logger'>,
): QueueBoard | null {
  if (openQueueBoard === null) {
    return null;
  }
  const pathPrefix = pathPrefixOf(publicUrl);
  const board = queueBoardAt({ open: openQueueBoard, path: '/admin/queues', pathPrefix, logger });
  app.addHook('onClose', () => board[Symbol.asyncDispose]());
  return board;
}

/** Nothing is fetched from others' servers; the system has fonts. */
const foreignFonts = /<link[^>]+href="https:\/\/fonts\.[^>]*>/g;

/** Its scripts come from its own folder alone, for archived files lie on the same origin; it sets inline styles. */
function headersFor({ host }: FastifyRequest, path: string): Record<string, string> {
  const here = /^[\w.-]+(?::\d+)?$/.test(host) ? `${host}${path}/` : "'self'";
  const policy = [
    "default-src 'none'",
    `script-src ${here}`,
    `style-src ${here} 'unsafe-inline'`,
    `img-src ${here} data:`,
    `font-src ${here}`,
    `connect-src ${here}`,
    "base-uri 'self'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    'content-security-policy': policy.join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}
