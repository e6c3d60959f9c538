import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { html, type Markup } from '#card/html.ts';
import { renderCard } from '#card/render-card.ts';
import type { CaptureState, PostSummary } from '#catalogue/catalogue.ts';
import { framedCard } from '../../../card-frame.ts';
import { captureToShow, cardOfPost } from '../../../card-of-post.ts';
import { sendCard } from '../../../send-card.ts';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { pageNotFound, parseInput } from '../../page-problem.ts';
import { artifactPath } from './file-paths.ts';
import { whoseOf } from './heading.ts';
import { findShownPost, postPath } from './shown-post.ts';

const query = z.object({ capture: z.string().max(200).optional() });

/**
 * `/posts/{postId}/card`: the card of any capture, for the frame on the post's page. It runs as nobody, as in articles; of a
 * restricted post the session's cookie must open the pictures, so there its frame runs no script instead.
 */
export function addPostCard(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  app.get('/posts/:postId/card', async (request, reply) => {
    const { post } = await findShownPost(request, dependencies);
    const asked = parseInput(query, request.query).capture;
    const captureId = asked ?? captureToShow(post);
    const capture = captureId === null ? null : await dependencies.catalogue.captures.get(captureId);
    if (asked !== undefined && capture?.postId !== post.postId) {
      throw pageNotFound('capture');
    }
    const view = cardOfPost(post, capture, dependencies.pathPrefix);
    if (!post.restricted) {
      return sendCard(request, reply, renderCard(view, { framed: true }), { framed: true });
    }
    const { artifacts = [] } = capture ?? {};
    const mediaUrl = (name: string) =>
      capture && artifacts.some((artifact) => artifact.name === name)
        ? dependencies.at(artifactPath(capture.id, name))
        : null;
    return sendCard(request, reply, renderCard({ ...view, mediaUrl }));
  });
}

const asNobody = 'allow-scripts allow-popups allow-popups-to-escape-sandbox';
const withoutScript = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';

export function renderCardFrame(
  post: PostSummary,
  capture: CaptureState | null,
  { at, pathPrefix }: Pick<WorkspaceDependencies, 'at' | 'pathPrefix'>,
): Markup {
  const { width, height } = framedCard(post, capture, pathPrefix);
  const path = postPath(post.postId, `/card${capture === null ? '' : `?capture=${capture.id}`}`);
  return html`<card-frame><iframe class="card-frame" src="${at(path)}" title="The card of the post of ${whoseOf(post)}"
 sandbox="${post.restricted ? withoutScript : asNobody}" width="${width}" height="${height}"></iframe></card-frame>`;
}
