import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { PostSummary } from '#catalogue/catalogue.ts';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { PageProblem, pageNotFound, parseInput } from '../../page-problem.ts';
import { may } from '../../viewer.ts';

/** A post that the viewer may see. */
export interface ShownPost {
  post: PostSummary;
  /** Whether the viewer reads what the archive keeps to itself: notes, tags, who asked, the files themselves. */
  reads: boolean;
}

const parameters = z.object({ postId: z.string() });

/** The post of the page's address, under any of its ids or URLs. Throws a page where there is nothing to show. */
export async function findShownPost(
  request: FastifyRequest,
  { findPost, catalogue }: Pick<WorkspaceDependencies, 'findPost' | 'catalogue'>,
): Promise<ShownPost> {
  const reads = may(request.viewer, 'read');
  const post = await findPost(parseInput(parameters, request.params).postId);
  if (post === null || (post.restricted && !reads)) {
    throw pageNotFound('post');
  }
  const purge = reads ? await catalogue.purges.ofPost(post.postId) : null;
  if (purge !== null) {
    const words = `All that was held of ${purge.postId} was removed on ${purge.at.slice(0, 10)}: ${purge.reason}`;
    throw new PageProblem(410, 'Removed for good', words);
  }
  return { post, reads };
}

/** As `/posts/x%3A1072857`, and what is below it. */
export function postPath(postId: string, below = ''): string {
  return `/posts/${encodeURIComponent(postId)}${below}`;
}

/** Sends whoever came by another name of the post on to its own; null where they came by that. */
export function redirectToOwnName(
  request: FastifyRequest,
  reply: FastifyReply,
  { postId }: PostSummary,
  path: string,
): FastifyReply | null {
  const [, query] = request.url.split('?');
  return parseInput(parameters, request.params).postId === postId
    ? null
    : reply.redirect(query === undefined ? path : `${path}?${query}`, 302);
}
