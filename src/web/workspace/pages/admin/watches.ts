import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { bodyOf } from '../../api-answer.ts';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { parseInput } from '../../page-problem.ts';
import { countOf } from '../../parts/words.ts';
import type { Notice } from '../../shell.ts';
import { adminPage } from './place.ts';
import { watchesPage, watchesPath } from './watches/page.ts';

const query = z.object({
  show: z.enum(['due', 'all']).catch('due').default('due'),
  cursor: z.string().max(1000).nullable().default(null),
  done: z.string().optional(),
});
export type WatchesQuery = z.output<typeof query>;
const form = z.discriminatedUnion('do', [
  z.object({ do: z.enum(['look', 'unwatch']), postId: z.string().max(8192) }),
  z.object({ do: z.literal('look-due') }),
]);

const watchesOfPage = 50;
/** Counted at most, the soonest first. */
const bound = 20_000;
/** Asked for at a time, before everything that waits. */
const mostAskedFor = 200;

/** `/admin/watches`: which posts are looked at again, and when. */
export function addWatchesPage(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { catalogue, callApi, sendPage, clock, at } = dependencies;
  const config = { viewer: 'admin' } as const;

  app.get('/admin/watches', { config }, async (request, reply) => {
    const asked = parseInput(query, request.query);
    const { show, cursor, done } = asked;
    const load = await catalogue.workload.watches(bound);
    const watches = await catalogue.watches.list({ due: show === 'due' }, { limit: watchesOfPage, cursor });
    const lines = await catalogue.overview.postsById(watches.items.map(({ postId }) => postId));
    const page = watchesPage({ asked, load, watches, lines, now: clock.now(), at });
    return sendPage(request, reply, {
      ...adminPage({ place: '/admin/watches', at }, page),
      notice: noticeOf(done),
    });
  });

  app.post('/admin/watches', { config }, async (request, reply) => {
    const asked = parseInput(query, request.query);
    const wanted = parseInput(form, request.body);
    const done = wanted.do === 'look-due' ? `asked-${await lookAtDue(request)}` : wanted.do;
    if (wanted.do !== 'look-due') {
      const path = `/v1/posts/${encodeURIComponent(wanted.postId)}`;
      const call =
        wanted.do === 'look'
          ? { method: 'POST' as const, path: `${path}/recheck` }
          : { method: 'PATCH' as const, path, body: { watch: false } };
      bodyOf(z.unknown(), await callApi(request, call));
    }
    return reply.redirect(at(watchesPath({ ...asked, done })), 303);
  });

  /** The longest due first. Those that are asked for already stay where they are. */
  async function lookAtDue(request: FastifyRequest): Promise<number> {
    const { items } = await catalogue.watches.list({ due: true }, { limit: mostAskedFor, cursor: null });
    const waiting = items.filter((watch) => !watch.waiting);
    for (const { postId } of waiting) {
      const path = `/v1/posts/${encodeURIComponent(postId)}/recheck`;
      bodyOf(z.unknown(), await callApi(request, { method: 'POST', path }));
    }
    return waiting.length;
  }
}

function noticeOf(done: string | undefined): Notice | null {
  const asked = /^asked-(\d{1,6})$/.exec(done ?? '')?.[1];
  const text =
    asked === '0'
      ? 'What has been due longest is asked for already.'
      : asked !== undefined
        ? `${countOf(Number(asked), 'post')} will be looked at next.`
        : done === 'look'
          ? 'It will be looked at next.'
          : done === 'unwatch'
            ? 'It is not looked at again.'
            : null;
  return text === null ? null : { kind: 'good', text };
}
