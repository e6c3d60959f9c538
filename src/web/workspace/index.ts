import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { ApiProblem } from './api-answer.ts';
import { addAssets } from './assets.ts';
import type { WorkspaceDependencies, WorkspaceGround } from './dependencies.ts';
import { addDoor } from './door.ts';
import { PageProblem } from './page-problem.ts';
import { addAdminPages } from './pages/admin.ts';
import { addCollectionPages } from './pages/collections.ts';
import { addComparePage } from './pages/compare.ts';
import { addHomePage } from './pages/home.ts';
import { addNotFoundPage } from './pages/not-found.ts';
import { addPostPage } from './pages/post.ts';
import { addPostsPage } from './pages/posts.ts';
import { renderProblem } from './pages/problem.ts';
import { addReportPages } from './pages/reports.ts';
import { addSheetPage } from './pages/sheet.ts';
import { addSignInPage } from './pages/sign-in.ts';
import { addSubmissionPages } from './pages/submission.ts';
import { sendPageAs } from './send-page.ts';

/** The pages for people: what archivists work with, and what anybody may see. */
export async function addWorkspace(app: FastifyInstance, ground: WorkspaceGround): Promise<void> {
  const at = (path: string) => `${ground.pathPrefix}${path}`;
  const name = ground.organization === null ? 'Embed archive' : `${ground.organization} archive`;
  const dependencies = { ...ground, at, sendPage: sendPageAs(name, at) };
  app.decorateRequest('viewer', null);
  await app.register(async (pages) => {
    await pages.register(formbody);
    addAssets(pages);
    pages.addHook('onRoute', (route) => {
      route.schema = { ...route.schema, hide: true };
    });
    addDoor(pages, dependencies);
    addProblemPages(pages, dependencies);
    addHomePage(pages, dependencies);
    addPostsPage(pages, dependencies);
    addReportPages(pages, dependencies);
    addSheetPage(pages, dependencies);
    addSignInPage(pages, dependencies);
    addPostPage(pages, dependencies);
    addComparePage(pages, dependencies);
    addCollectionPages(pages, dependencies);
    addSubmissionPages(pages, dependencies);
    addAdminPages(pages, dependencies);
    addNotFoundPage(pages);
  });
}

function addProblemPages(pages: FastifyInstance, { sendPage, explain }: WorkspaceDependencies): void {
  pages.setErrorHandler(async (error, request, reply) => {
    const { status, retryAfterSeconds, ...problem } =
      error instanceof PageProblem ? { ...explainPage(error), retryAfterSeconds: null } : explain(error);
    if (status >= 500) {
      request.log.error({ err: error, route: request.routeOptions.url }, 'request failed');
    }
    if (retryAfterSeconds === null) {
      return sendPage(request, reply.code(status), renderProblem(problem));
    }
    const outage = explainOutage(retryAfterSeconds, request);
    return sendPage(
      request,
      reply.code(status).header('retry-after', retryAfterSeconds),
      renderProblem(outage),
    );
  });
}

/** What the API says of it is for programs. */
function explainOutage(seconds: number, { method }: FastifyRequest): ApiProblem {
  const wait = `It cannot get at what it holds, which mostly lasts a moment. Try again in ${seconds} seconds.`;
  const detail =
    method === 'GET' || method === 'HEAD'
      ? wait
      : `${wait} What you sent may have been taken all the same: look before you send it again.`;
  return { title: 'The archive does not answer at the moment', detail, errors: [] };
}

function explainPage({ status, title, message, items }: PageProblem) {
  return { status, title, detail: message, errors: [...items] };
}
