import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { bodyOf } from '../api-answer.ts';
import type { WorkspaceDependencies } from '../dependencies.ts';
import { pageNotFound, parseInput } from '../page-problem.ts';
import { may } from '../viewer.ts';
import { type FilledForm, reportForm } from './reports/form.ts';
import { reportList } from './reports/list.ts';
import { reportPage } from './reports/report.ts';

const place = z.object({ cursor: z.string().max(1000).optional() });
const form = z.object({
  kind: z.enum(['urls', 'feed', 'sitemap']),
  addresses: z.string().max(1_000_000),
  archive: z.literal('yes').optional(),
});
const perPage = 20;

/** `/reports` asks for damage reports and lists them, `/reports/{id}` shows one, to read and to print. */
export function addReportPages(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { catalogue, sendPage, callApi, at } = dependencies;

  app.get('/reports', { config: { viewer: 'read' } }, async (request, reply) => {
    const { cursor = null } = parseInput(place, request.query);
    const reports = await catalogue.reports.list({ limit: perPage, cursor });
    const asks = cursor === null && may(request.viewer, 'submit');
    return sendPage(request, reply, reportList(reports, { at, form: asks ? reportForm(at) : null }));
  });

  app.post('/reports', { config: { viewer: 'submit' } }, async (request, reply) => {
    const filled: FilledForm = parseInput(form, request.body);
    const answer = await callApi(request, { method: 'POST', path: '/v1/reports', body: requestOf(filled) });
    if (!answer.ok) {
      const asked = reportForm(at, filled, answer.problem);
      const reports = await catalogue.reports.list({ limit: perPage, cursor: null });
      return sendPage(request, reply.code(answer.status), reportList(reports, { at, form: asked }));
    }
    const { id } = bodyOf(z.object({ id: z.string() }), answer);
    return reply.redirect(at(`/reports/${id}`), 303);
  });

  app.get('/reports/:id', { config: { viewer: 'read' } }, async (request, reply) => {
    const { id } = parseInput(z.object({ id: z.string().max(200) }), request.params);
    const report = await catalogue.reports.get(id);
    if (report === null) {
      throw pageNotFound('report');
    }
    return sendPage(request, reply, reportPage(report, await catalogue.reports.articles(id), at));
  });
}

function requestOf({ kind, addresses, archive }: FilledForm) {
  const given = addresses.split(/\s+/).filter((address) => address !== '');
  return { [kind]: kind === 'urls' ? given : given.join(' '), archive: archive === 'yes' };
}
