import { Queue } from 'bullmq';
import type { FastifyPluginCallback } from 'fastify';
import type { JobQueue } from './engine.ts';

/** Pages that look into queues, as a plugin to be registered below `basePath`; nothing can be changed through them. */
export async function boardOf(
  queues: readonly JobQueue[],
  { basePath, title }: { basePath: string; title: string },
): Promise<FastifyPluginCallback> {
  // Most processes are never asked for it.
  const [{ createBullBoard }, { BullMQAdapter }, { FastifyAdapter }] = await Promise.all([
    import('@bull-board/api'),
    import('@bull-board/api/bullMQAdapter'),
    import('@bull-board/fastify'),
  ]);
  const serverAdapter = new FastifyAdapter().setBasePath(basePath);
  createBullBoard({
    // Of either backend.
    queues: queues
      .filter((queue) => queue instanceof Queue)
      .map((queue) => new BullMQAdapter(queue, { readOnlyMode: true })),
    serverAdapter,
    options: {
      uiConfig: {
        boardTitle: title,
        hideDocsLink: true,
        // `/admin/health` says who works; here it would list all clients of the Redis with every look.
        showWorkers: false,
        // From the page's own base, which ends with a slash.
        miscLinks: [{ text: 'Health', url: '../health' }],
        pollingInterval: { showSetting: true },
      },
    },
  });
  return serverAdapter.registerPlugin();
}
