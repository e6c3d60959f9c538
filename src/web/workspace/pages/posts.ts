import type { FastifyInstance } from 'fastify';
import type { WorkspaceDependencies } from '../dependencies.ts';
import { parseInput } from '../page-problem.ts';
import { postPath } from '../parts/post-lines.ts';
import { facetBound, postsOfPage } from './posts/bounds.ts';
import { searchPage } from './posts/page.ts';
import { criteriaOf, searchQuery } from './posts/query.ts';

/** `/posts`: everything held, found by words and by marks. */
export function addPostsPage(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { catalogue, findPost, sendPage, clock, at } = dependencies;

  app.get('/posts', { config: { viewer: 'read' } }, async (request, reply) => {
    const query = parseInput(searchQuery, request.query);
    const asked =
      query.q === undefined ? null : /^https?:\/\/\S+$/i.test(query.q) ? await findPost(query.q) : null;
    if (asked !== null) {
      return reply.redirect(postPath(asked, at), 303);
    }
    const criteria = criteriaOf(query);
    const facets = await catalogue.overview.facets(criteria, facetBound);
    const found = await catalogue.overview.posts(criteria, {
      limit: postsOfPage,
      cursor: query.cursor ?? null,
    });
    return sendPage(request, reply, searchPage(query, { facets, found }, { at, now: clock.now() }));
  });
}
