import type { FastifyInstance } from 'fastify';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { PageProblem } from '../../page-problem.ts';

/** `/admin/queues`: the queue's own pages, which change nothing. */
export function addQueuePages(app: FastifyInstance, { admin }: WorkspaceDependencies): void {
  for (const path of ['/admin/queues', '/admin/queues/*']) {
    app.get(path, { config: { viewer: 'admin' } }, async (request, reply) => {
      if (admin.queueBoard === null) {
        throw new PageProblem(404, 'Not here', 'This service shows no pages of its queues.');
      }
      try {
        await admin.queueBoard.answer(request, reply);
      } catch (error) {
        request.log.warn({ err: error }, 'queues not shown');
        const detail =
          'The queue does not answer, so that nothing can be shown of it. Health says what is wrong.';
        throw new PageProblem(503, 'The queue does not answer', detail);
      }
    });
  }
}
