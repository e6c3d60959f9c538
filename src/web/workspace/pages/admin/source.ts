import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Source } from '#catalogue/catalogue.ts';
import { bodyOf } from '../../api-answer.ts';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { pageNotFound, parseInput } from '../../page-problem.ts';
import type { Notice } from '../../shell.ts';
import { adminPage } from './place.ts';
import { sourcePath } from './sources/list.ts';
import { sourcePage } from './sources/one.ts';

const parameters = z.object({ id: z.string().max(200) });
const query = z.object({
  cursor: z.string().max(1000).nullable().default(null),
  done: z.string().optional(),
});
const form = z.object({ do: z.enum(['poll', 'delete']) });

const doneNotices: Record<string, Notice> = {
  poll: { kind: 'good', text: 'It is asked now.' },
};
const articlesOfPage = 50;

/** `/admin/sources/{id}`: one of them, and the articles that it told of. */
export function addSourcePage(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { catalogue, callApi, sendPage, baseUrl, clock, at } = dependencies;
  const config = { viewer: 'admin' } as const;

  app.get('/admin/sources/:id', { config }, async (request, reply) => {
    const { cursor, done } = parseInput(query, request.query);
    const source = await find(request);
    const articles = await catalogue.sources.articles(source.id, { limit: articlesOfPage, cursor });
    const page = sourcePage({ source, articles, cursor, baseUrl: baseUrl(request), now: clock.now(), at });
    const notice = doneNotices[done ?? ''] ?? null;
    return sendPage(request, reply, { ...adminPage({ place: '/admin/sources', at }, page), notice });
  });

  app.post('/admin/sources/:id', { config }, async (request, reply) => {
    const { id } = await find(request);
    const action = parseInput(form, request.body).do;
    const path = `/v1/sources/${encodeURIComponent(id)}`;
    const call =
      action === 'poll'
        ? { method: 'POST' as const, path: `${path}/poll` }
        : { method: 'DELETE' as const, path };
    bodyOf(z.unknown(), await callApi(request, call));
    const next = action === 'delete' ? '/admin/sources?done=deleted' : `${sourcePath(id)}?done=poll`;
    return reply.redirect(at(next), 303);
  });

  async function find(request: FastifyRequest): Promise<Source> {
    const source = await catalogue.sources.get(parseInput(parameters, request.params).id);
    if (source === null) {
      throw pageNotFound('source');
    }
    return source;
  }
}
