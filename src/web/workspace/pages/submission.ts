import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { html } from '#card/html.ts';
import type { SubmissionState } from '#catalogue/catalogue.ts';
import { bodyOf } from '../api-answer.ts';
import type { WorkspaceDependencies } from '../dependencies.ts';
import { PageProblem, pageNotFound, parseInput } from '../page-problem.ts';
import { renderSubmissionRows } from '../parts/submission-lines.ts';
import { may, viewerOf } from '../viewer.ts';
import { submissionPage } from './submission/page.ts';
import { isLost } from './submission/rows.ts';

const params = z.object({ id: z.string().max(200) });
const pageQuery = z.object({ from: z.coerce.number().int().min(0).default(0) });
const listQuery = z.object({ cursor: z.string().max(1000).optional() });
const retryForm = z.object({ capture: z.string().max(200).optional() });

const listed = 50;

/** `/submissions` lists them; `/submissions/{id}` tells how one stands, and tries again what failed. */
export function addSubmissionPages(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { catalogue, sendPage, callApi, clock, at } = dependencies;

  app.get('/submissions', { config: { viewer: 'read' } }, async (request, reply) => {
    const { cursor = null } = parseInput(listQuery, request.query);
    const { items, nextCursor } = await catalogue.submissions.list({ limit: listed, cursor });
    return sendPage(request, reply, {
      title: 'Submissions',
      body: html`<h1>Submissions</h1>
${items.length === 0 ? html`<p class="empty">Nothing was submitted yet.</p>` : renderSubmissionRows(items, { at, now: clock.now() })}
${nextCursor !== null && html`<p class="pager"><a class="button" rel="next" href="${at(`/submissions?${new URLSearchParams({ cursor: nextCursor })}`)}">Older</a></p>`}`,
    });
  });

  app.get('/submissions/:id', { config: { viewer: 'any' } }, async (request, reply) => {
    const submission = await findFor(request, dependencies);
    const { from } = parseInput(pageQuery, request.query);
    const rights = { maySubmit: may(request.viewer, 'submit'), mayRead: may(request.viewer, 'read') };
    return sendPage(request, reply, await submissionPage(submission, { from, ...rights }, dependencies));
  });

  app.post('/submissions/:id/retry', { config: { viewer: 'submit' } }, async (request, reply) => {
    const submission = await findFor(request, dependencies);
    const { capture } = parseInput(retryForm, request.body);
    const { tags, collection, note, externalId, watch } = submission;
    const again = { tags, collection, note, externalId, watch, maxAgeSeconds: 0 };
    const body = { ...again, ...whatToRetry(submission, capture) };
    const answer = await callApi(request, { method: 'POST', path: '/v1/submissions', body });
    const { id } = bodyOf(z.object({ id: z.string() }), answer);
    return reply.redirect(at(`/submissions/${id}`), 303);
  });
}

/** Whoever may read, and whoever sent it. */
async function findFor(
  request: FastifyRequest,
  { catalogue }: WorkspaceDependencies,
): Promise<SubmissionState> {
  const { id } = parseInput(params, request.params);
  const submission = await catalogue.submissions.get(id);
  const viewer = viewerOf(request);
  if (submission === null || !(may(viewer, 'read') || submission.by === viewer.id)) {
    throw pageNotFound('submission');
  }
  return submission;
}

/** One capture's post, or every post that nothing came of; an article that could not be read, as a whole. */
function whatToRetry(submission: SubmissionState, captureId: string | undefined): Record<string, unknown> {
  const { embeds, articleError, url } = submission;
  if (captureId === undefined && articleError !== null) {
    return { url };
  }
  const wanted = embeds.filter((embed) =>
    captureId === undefined
      ? embed.captureStatus !== null && isLost(embed.captureStatus)
      : embed.captureId === captureId,
  );
  const urls = new Set(
    wanted.map(({ canonicalUrl }) => canonicalUrl).filter((each) => /^https?:/.test(each)),
  );
  if (urls.size === 0) {
    throw new PageProblem(
      400,
      'There is nothing to try again',
      'Nothing here failed that has an address of its own.',
    );
  }
  return { urls: [...urls] };
}
