import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bodyOf } from '../api-answer.ts';
import type { WorkspaceDependencies } from '../dependencies.ts';
import { parseInput } from '../page-problem.ts';
import { visitorPage } from './home/visitor.ts';
import { workPage } from './home/work.ts';
import { refusedRowsPage, refusedRowsSchema } from './sheet/refused-rows.ts';
import { submitFormSchema, wishOf } from './submit/form.ts';

const query = z.object({ url: z.string().max(8192).optional() });

/** `/`: what is to be kept, and what came of what was; for visitors, what this archive is. */
export function addHomePage(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { sendPage, callApi, findPost, at } = dependencies;

  app.get('/', async (request, reply) => {
    const { url } = parseInput(query, request.query);
    if (request.viewer !== null) {
      return sendPage(request, reply, await workPage(request, dependencies));
    }
    const post = url === undefined ? null : await findPost(url.trim());
    return post !== null && !post.restricted
      ? reply.redirect(at(`/posts/${encodeURIComponent(post.postId)}`), 303)
      : sendPage(request, reply, visitorPage(at, url));
  });

  app.post('/', { config: { viewer: 'submit' } }, async (request, reply) => {
    const form = parseInput(submitFormSchema, request.body);
    const wish = wishOf(form);
    const answer = wish === null ? nothingGiven : await callApi(request, wish.call);
    if (!answer.ok) {
      const page = await workPage(request, dependencies, { form, problem: answer.problem });
      return sendPage(request, reply.code(answer.status), page);
    }
    const made = bodyOf(madeSchema, answer);
    if (made.refused.length > 0) {
      return sendPage(request, reply, refusedRowsPage(made, at));
    }
    return reply.redirect(at(`/${wish?.kind === 'sheet' ? 'sheets' : 'submissions'}/${made.id}`), 303);
  });
}

const madeSchema = z.object({ id: z.string(), refused: refusedRowsSchema.default([]) });

const nothingGiven = {
  ok: false as const,
  status: 400,
  problem: {
    title: 'There is nothing to archive',
    detail: 'Paste an address, a list, or an article.',
    errors: [],
  },
};
