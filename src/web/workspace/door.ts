import type { FastifyInstance, FastifyRequest } from 'fastify';
import { html } from '#card/html.ts';
import type { WorkspaceDependencies } from './dependencies.ts';
import { PageProblem } from './page-problem.ts';
import { may } from './viewer.ts';

/** Says who the viewer is, and lets nobody in who may not be there. */
export function addDoor(pages: FastifyInstance, { sessions, sendPage, at }: WorkspaceDependencies): void {
  pages.addHook('onRequest', async (request, reply) => {
    if (!isReading(request) && !sessions.isFromHere(request)) {
      const detail = 'Forms are taken from this archive’s own pages alone.';
      throw new PageProblem(403, 'Sent from elsewhere', detail);
    }
    request.viewer = await sessions.viewerOf(request);
    const { viewer: scope } = request.routeOptions.config;
    if (scope === undefined || may(request.viewer, scope)) {
      return;
    }
    if (request.viewer !== null) {
      throw new PageProblem(
        403,
        'Not with this key',
        `This page needs a key with the scope ${scope}. Who has one signs out, and in again with it.`,
      );
    }
    // Who follows a link in a mail comes without the cookie, signed in or not: asked by ourselves, the browser sends it.
    if (isReading(request) && request.headers['sec-fetch-site'] === 'cross-site') {
      return sendPage(request, reply.header('refresh', '0'), onTheWay);
    }
    return reply.redirect(at(`/sign-in?${new URLSearchParams({ next: pathToReturnTo(request) })}`), 303);
  });
}

const onTheWay = { title: 'One moment', body: html`<h1>One moment</h1>` };

function isReading({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** What a form would have changed is not sent again after signing in. */
function pathToReturnTo(request: FastifyRequest): string {
  return isReading(request) ? request.url : '/';
}
