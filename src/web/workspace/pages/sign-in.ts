import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { html, type Insertable } from '#card/html.ts';
import type { WorkspaceDependencies } from '../dependencies.ts';
import { FailureLimit } from '../failure-limit.ts';
import { ownPath } from '../own-path.ts';
import { parseInput } from '../page-problem.ts';
import type { Page } from '../shell.ts';

const query = z.object({ next: z.string().max(2000).optional() });
const form = z.object({ key: z.string().max(1000), next: z.string().max(2000).optional() });

/** `/sign-in` takes an API key once and gives a session for it; `/sign-out` ends it. */
export function addSignInPage(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { sessions, sendPage, at, clock } = dependencies;
  const failures = new FailureLimit();

  app.get('/sign-in', async (request, reply) => {
    const next = ownPath(parseInput(query, request.query).next);
    return request.viewer === null
      ? sendPage(request, reply, signInPage(at, next))
      : reply.redirect(at(next), 303);
  });

  app.post('/sign-in', async (request, reply) => {
    const { key, next } = parseInput(form, request.body);
    const to = ownPath(next);
    const waitSeconds = failures.secondsToWait(request.ip, clock.now().getTime());
    if (waitSeconds > 0) {
      reply.code(429).header('retry-after', String(waitSeconds));
      const problem = `Too many keys were wrong. Try again in ${waitSeconds} seconds.`;
      return sendPage(request, reply, signInPage(at, to, problem));
    }
    // People copy keys with what stood before them.
    const viewer = await sessions.signIn(request, reply, key.trim().replace(/^bearer\s+/i, ''));
    if (viewer === null) {
      failures.note(request.ip, clock.now().getTime());
      return sendPage(request, reply.code(401), signInPage(at, to, 'This key is unknown or was revoked.'));
    }
    return reply.redirect(at(to), 303);
  });

  app.post('/sign-out', async (request, reply) => {
    await sessions.signOut(request, reply);
    return reply.redirect(at('/'), 303);
  });
}

function signInPage(at: (path: string) => string, next: string, problem: Insertable = null): Page {
  return {
    title: 'Sign in',
    body: html`<div class="narrow">
<h1>Sign in</h1>
${problem && html`<p class="notice bad" role="alert">${problem}</p>`}
<form method="post" action="${at('/sign-in')}" class="panel">
<input type="hidden" name="next" value="${next}">
<p class="field"><label for="key">Your key</label>
<input id="key" name="key" type="password" autocomplete="current-password" required autofocus
 aria-describedby="key-help" spellcheck="false"></p>
<p class="help" id="key-help">An API key, <code>esa_…</code>, or the archive’s <code>ADMIN_KEY</code>. Ask whoever runs this archive for one.</p>
<button class="primary">Sign in</button>
</form></div>`,
  };
}
