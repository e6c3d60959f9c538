import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { html } from '#card/html.ts';
import type { WorkspaceDependencies } from '../dependencies.ts';
import { pageNotFound, parseInput } from '../page-problem.ts';
import { renderSubmissionRows } from '../parts/submission-lines.ts';
import { countOf } from '../parts/words.ts';
import { may, viewerOf } from '../viewer.ts';

const params = z.object({ id: z.string().max(200) });
const refreshSeconds = 10;

/** `/sheets/{id}`: how the rows of a sheet stand, each a submission, and their results as a sheet. */
export function addSheetPage(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { catalogue, sendPage, clock, at } = dependencies;

  app.get('/sheets/:id', { config: { viewer: 'any' } }, async (request, reply) => {
    const { id } = parseInput(params, request.params);
    const viewer = viewerOf(request);
    const submissions = (await catalogue.submissions.ofSheet(id)).filter(
      ({ by }) => may(viewer, 'read') || by === viewer.id,
    );
    if (submissions.length === 0) {
      throw pageNotFound('sheet');
    }
    const open = submissions.filter(({ status }) => status !== 'done').length;
    return sendPage(request, reply, {
      title: 'Sheet',
      ...(open > 0 && { refreshSeconds, islands: ['come-again'] }),
      body: html`<p class="crumbs"><a href="${at('/submissions')}">Submissions</a></p>
<h1>Sheet</h1>
<p role="status">${countOf(submissions.length, 'row')}, ${open === 0 ? 'all done' : `${open} still under way`}.</p>
${may(viewer, 'read') && html`<p class="actions"><a class="button" href="${at(`/v1/sheets/${encodeURIComponent(id)}?format=csv`)}">Results as a sheet</a></p>`}
${renderSubmissionRows(submissions, { at, now: clock.now() })}
${open > 0 && html`<come-again seconds="${refreshSeconds}"></come-again>`}`,
    });
  });
}
