import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { html } from '#card/html.ts';
import type { CaptureState, Catalogue, PostSummary } from '#catalogue/catalogue.ts';
import type { WorkspaceDependencies } from '../dependencies.ts';
import { pageNotFound, parseInput } from '../page-problem.ts';
import { renderChooser } from './compare/chooser.ts';
import { renderFacts } from './compare/facts.ts';
import { renderMediaSets } from './compare/media-sets.ts';
import { renderPictures } from './compare/pictures.ts';
import { renderTexts } from './compare/texts.ts';
import { renderWhatChanged } from './compare/what-changed.ts';
import { renderPostCrumbs } from './post/heading.ts';
import { mediaViewFor } from './post/media-view.ts';
import { findShownPost, postPath, redirectToOwnName } from './post/shown-post.ts';

const query = z.object({ a: z.string().max(200).optional(), b: z.string().max(200).optional() });

/** `/posts/{postId}/compare`: any two captures of a post beside each other, the older one first. */
export function addComparePage(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { catalogue, sendPage, at } = dependencies;

  app.get('/posts/:postId/compare', async (request, reply) => {
    const { post } = await findShownPost(request, dependencies);
    const moved = redirectToOwnName(request, reply, post, at(postPath(post.postId, '/compare')));
    if (moved !== null) {
      return moved;
    }
    const [before, after] = await findPair(post, parseInput(query, request.query), catalogue);
    const pair = { post, before, after, at, mediaView: mediaViewFor(request, post) };
    return sendPage(request, reply, {
      title: 'Two captures compared',
      islands: ['picture-compare'],
      body: html`${renderPostCrumbs(post, at)}<h1>Two captures compared</h1>
${renderChooser(pair)}
${renderWhatChanged(pair)}
${renderTexts(pair)}
${renderPictures(pair)}
${renderMediaSets(pair)}
${renderFacts(pair)}`,
    });
  });
}

/** Those that are asked for, else the last two that hold something. Throws a page where there are no two. */
async function findPair(
  post: PostSummary,
  asked: { a?: string | undefined; b?: string | undefined },
  { captures }: Pick<Catalogue, 'captures'>,
): Promise<[CaptureState, CaptureState]> {
  const ids = post.captures.filter(({ takenAt }) => takenAt !== null).map(({ id }) => id);
  const holding = post.captures
    .filter(({ outcome, takenAt }) => takenAt !== null && (outcome === 'complete' || outcome === 'partial'))
    .map(({ id }) => id);
  const [last, beforeLast] = [holding.at(-1) ?? ids.at(-1), holding.at(-2) ?? ids.at(-2)];
  const chosen = [asked.a ?? beforeLast, asked.b ?? last];
  const found = await Promise.all(
    chosen.map(async (id) => (id !== undefined && ids.includes(id) ? captures.get(id) : null)),
  );
  const [one, other] = found.filter((capture) => capture !== null);
  if (one === undefined || other === undefined) {
    throw pageNotFound('pair of captures of this post');
  }
  return (one.takenAt ?? '') <= (other.takenAt ?? '') ? [one, other] : [other, one];
}
