import type { FastifyRequest } from 'fastify';
import { html, type Markup } from '#card/html.ts';
import type { ApiProblem } from '../../api-answer.ts';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { renderPostRows } from '../../parts/post-lines.ts';
import { renderSubmissionRows } from '../../parts/submission-lines.ts';
import type { Page } from '../../shell.ts';
import { may } from '../../viewer.ts';
import { renderProblemBox } from '../problem.ts';
import { emptySubmitForm, renderSubmitForm, type SubmitForm } from '../submit/form.ts';

const latest = 8;

/** What could not be taken, and why. */
export interface Refused {
  form: SubmitForm;
  problem: ApiProblem;
}

/** For whoever is signed in: the box, the latest submissions, and what became of originals. */
export async function workPage(
  { viewer }: FastifyRequest,
  dependencies: WorkspaceDependencies,
  refused: Refused | null = null,
): Promise<Page> {
  const { at } = dependencies;
  const problem = refused && renderProblemBox(refused.problem);
  return {
    title: 'Submit',
    islands: ['submit-box'],
    body: html`<h1>Archive something</h1>
${
  may(viewer, 'submit')
    ? renderSubmitForm(refused?.form ?? emptySubmitForm, at, problem)
    : html`<p class="empty">This key may look, not submit.</p>`
}
${may(viewer, 'read') && (await renderLatest(dependencies))}`,
  };
}

async function renderLatest({ catalogue, clock, at }: WorkspaceDependencies): Promise<Markup> {
  const ground = { at, now: clock.now() };
  const submissions = await catalogue.submissions.list({ limit: latest, cursor: null });
  const changed = await catalogue.overview.changes(latest);
  return html`<div class="halves">
<section aria-labelledby="latest"><h2 id="latest">Latest submissions</h2>${
    submissions.items.length === 0
      ? html`<p class="empty">Nothing was submitted yet.</p>`
      : renderSubmissionRows(submissions.items, ground)
  }${submissions.nextCursor !== null && html`<p><a href="${at('/submissions')}">All submissions</a></p>`}</section>
<section aria-labelledby="changed"><h2 id="changed">Deleted or edited since</h2>${
    changed.length === 0
      ? html`<p class="empty">No original was seen to change.</p>`
      : renderPostRows(changed, ground)
  }</section>
</div>`;
}
