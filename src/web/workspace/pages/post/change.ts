import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PostSummary } from '#catalogue/catalogue.ts';
import { type ApiCall, bodyOf } from '../../api-answer.ts';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { parseInput } from '../../page-problem.ts';
import type { Notice } from '../../shell.ts';
import { keepMediaView, mediaViews } from './media-view.ts';
import { findShownPost, postPath } from './shown-post.ts';

const text = z.string().default('');
const form = z.discriminatedUnion('do', [
  z.object({ do: z.enum(['recheck', 'recapture', 'watch', 'unwatch']) }),
  z.object({ do: z.literal('mark'), tags: text, collection: text, note: text }),
  z.object({ do: z.enum(['restrict', 'publish']), reason: text }),
]);
type Change = z.output<typeof form>;

/** What came of it, by the `done` of the address that one is sent to. */
export const doneNotices: Record<string, Notice> = {
  recheck: { kind: 'good', text: 'It will be looked at soon.' },
  watch: { kind: 'good', text: 'It is watched.' },
  unwatch: { kind: 'good', text: 'It is watched no more.' },
  mark: { kind: 'good', text: 'Saved.' },
  restrict: { kind: 'good', text: 'It is hidden from the public.' },
  publish: { kind: 'good', text: 'It is shown to the public.' },
};

/** What the forms on a post's page do, through the API. */
export function addPostChanges(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { callApi, at } = dependencies;

  app.post('/posts/:postId', { config: { viewer: 'submit' } }, async (request, reply) => {
    const { post } = await findShownPost(request, dependencies);
    const change = parseInput(form, request.body);
    if (change.do === 'recapture') {
      return reply.redirect(at(`/submissions/${await captureAgain(request, post)}`), 303);
    }
    bodyOf(z.unknown(), await callApi(request, callOf(post, change)));
    return reply.redirect(at(`${postPath(post.postId)}?done=${change.do}`), 303);
  });

  app.post('/posts/:postId/media-view', async (request, reply) => {
    const { post } = await findShownPost(request, dependencies);
    const { view } = parseInput(z.object({ view: z.enum(mediaViews) }), request.body);
    keepMediaView(reply, view, dependencies);
    return reply.redirect(`${at(postPath(post.postId))}#media`, 303);
  });

  /** Resolves to the submission. `urls` takes pages as pages: their embeds were archived when they were asked for. */
  async function captureAgain(request: FastifyRequest, { canonicalUrl }: PostSummary): Promise<string> {
    const body = { urls: [canonicalUrl], maxAgeSeconds: 0, priority: 'now' };
    const answer = await callApi(request, { method: 'POST', path: '/v1/submissions', body });
    return bodyOf(z.object({ id: z.string() }), answer).id;
  }
}

function callOf({ postId }: PostSummary, change: Exclude<Change, { do: 'recapture' }>): ApiCall {
  const path = `/v1/posts/${encodeURIComponent(postId)}`;
  const patch = (body: Record<string, unknown>): ApiCall => ({ method: 'PATCH', path, body });
  switch (change.do) {
    case 'recheck':
      return { method: 'POST', path: `${path}/recheck` };
    case 'recapture':
      throw new Error('A capture is asked for by a submission');
    case 'watch':
      return patch({ watch: true });
    case 'unwatch':
      return patch({ watch: false });
    case 'mark':
      return patch({
        tags: change.tags.split(/[,\n]/).flatMap((tag) => tag.trim() || []),
        collection: change.collection.trim() || null,
        note: change.note.trim() || null,
      });
    case 'restrict':
    case 'publish':
      return patch({
        restricted: change.do === 'restrict',
        ...(change.reason.trim() !== '' && { reason: change.reason.trim() }),
      });
  }
}
