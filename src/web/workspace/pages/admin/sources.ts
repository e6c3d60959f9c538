import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type ApiProblem, bodyOf } from '../../api-answer.ts';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { parseInput } from '../../page-problem.ts';
import type { Notice } from '../../shell.ts';
import { adminPage } from './place.ts';
import { bodyOfForm, emptyForm, type SourceForm, sourceForm } from './sources/form.ts';
import { sourcesPage } from './sources/list.ts';

const query = z.object({
  cursor: z.string().max(1000).nullable().default(null),
  done: z.string().optional(),
});
const created = z.object({
  id: z.string(),
  inboundUrl: z.string().nullable(),
  secret: z.string().nullable(),
});

const doneNotices: Record<string, Notice> = {
  deleted: { kind: 'good', text: 'The source is removed. What it brought stays.' },
};
const sourcesOfPage = 50;

/** `/admin/sources`: where articles come from by themselves. */
export function addSourcesPage(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { catalogue, callApi, sendPage, clock, at } = dependencies;
  const config = { viewer: 'admin' } as const;

  app.get('/admin/sources', { config }, async (request, reply) => {
    const { cursor, done } = parseInput(query, request.query);
    const notice = doneNotices[done ?? ''] ?? null;
    return sendPage(request, reply, { ...(await pageFor(cursor, { form: emptyForm })), notice });
  });

  app.post('/admin/sources', { config }, async (request: FastifyRequest, reply) => {
    const form = parseInput(sourceForm, request.body);
    const answer = await callApi(request, { method: 'POST', path: '/v1/sources', body: bodyOfForm(form) });
    if (!answer.ok) {
      const page = await pageFor(null, { form, problem: answer.problem });
      return sendPage(request, reply.code(answer.status), page);
    }
    const made = bodyOf(created, answer);
    return sendPage(request, reply.code(201), await pageFor(null, { form: emptyForm, made }));
  });

  async function pageFor(cursor: string | null, shown: ShownSourceForm) {
    const sources = await catalogue.sources.list({ limit: sourcesOfPage, cursor });
    const page = sourcesPage({ sources, cursor, ...shown, now: clock.now(), at });
    return adminPage({ place: '/admin/sources', at }, page);
  }
}

export interface ShownSourceForm {
  form: SourceForm;
  problem?: ApiProblem;
  /** What was just made. */
  made?: z.output<typeof created>;
}
