import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ApiKey, Scope } from '#catalogue/catalogue.ts';
import { type ApiProblem, bodyOf } from '../../api-answer.ts';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { parseInput } from '../../page-problem.ts';
import type { Notice } from '../../shell.ts';
import { viewerOf } from '../../viewer.ts';
import { keysPage } from './keys/page.ts';
import { adminPage } from './place.ts';

const query = z.object({ done: z.string().optional() });
/** As forms send boxes: none, one, or several. */
const boxes = z.union([z.string().transform((one) => [one]), z.array(z.string())]).default([]);
/** As the form has them: empty is the usual, `none` no limit. */
const limitFields = {
  requestsPerMinute: z.string().trim().default(''),
  submissionsPerDay: z.string().trim().default(''),
};
const newKey = z.object({ name: z.string().default(''), scopes: boxes, ...limitFields });
const newLimits = z.object(limitFields);
const parameters = z.object({ id: z.string().max(200) });
const created = z.object({ name: z.string(), secret: z.string() });

const doneNotices: Record<string, Notice> = {
  limited: { kind: 'good', text: 'The limits hold from the next request of that key on.' },
  revoked: { kind: 'good', text: 'The key is revoked: nothing is taken from it any more.' },
};

/** A form that is filled, or was. */
export interface KeyForm {
  name: string;
  scopes: readonly string[];
  requestsPerMinute: string;
  submissionsPerDay: string;
}
const emptyForm: KeyForm = {
  ...{ name: '', scopes: ['submit', 'read'] satisfies Scope[] },
  ...{ requestsPerMinute: '', submissionsPerDay: '' },
};

/** `/admin/keys`: who may do what. */
export function addKeysPage(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { catalogue, callApi, sendPage, clock, at } = dependencies;
  const config = { viewer: 'admin' } as const;

  app.get('/admin/keys', { config }, async (request, reply) => {
    const { done } = parseInput(query, request.query);
    const notice = doneNotices[done ?? ''] ?? null;
    return sendPage(request, reply, { ...(await pageFor(request, { form: emptyForm })), notice });
  });

  app.post('/admin/keys', { config }, async (request, reply) => {
    const form = parseInput(newKey, request.body);
    const { name, scopes } = form;
    const body = { name, scopes, limits: limitsIn(form) };
    const answer = await callApi(request, { method: 'POST', path: '/v1/keys', body });
    if (!answer.ok) {
      return sendPage(
        request,
        reply.code(answer.status),
        await pageFor(request, { form, problem: answer.problem }),
      );
    }
    const made = bodyOf(created, answer);
    return sendPage(request, reply.code(201), await pageFor(request, { form: emptyForm, made }));
  });

  app.post('/admin/keys/:id/limits', { config }, async (request, reply) => {
    const { id } = parseInput(parameters, request.params);
    const limits = limitsIn(parseInput(newLimits, request.body));
    const path = `/v1/keys/${encodeURIComponent(id)}`;
    const answer = await callApi(request, { method: 'PATCH', path, body: { limits } });
    if (!answer.ok) {
      const shown = { form: emptyForm, problem: answer.problem };
      return sendPage(request, reply.code(answer.status), await pageFor(request, shown));
    }
    return reply.redirect(at('/admin/keys?done=limited'), 303);
  });

  app.post('/admin/keys/:id/revoke', { config }, async (request, reply) => {
    const { id } = parseInput(parameters, request.params);
    const answer = await callApi(request, { method: 'DELETE', path: `/v1/keys/${encodeURIComponent(id)}` });
    bodyOf(z.unknown(), answer);
    return reply.redirect(at('/admin/keys?done=revoked'), 303);
  });

  async function pageFor(request: FastifyRequest, shown: ShownForm) {
    const keys: ApiKey[] = await catalogue.keys.list();
    const page = keysPage({ keys, ...shown, viewer: viewerOf(request), now: clock.now(), at });
    return adminPage({ place: '/admin/keys', at }, page);
  }
}

/** What is no number goes on as it is, for the API to say what is wrong with it. */
function limitsIn(form: z.output<typeof newLimits>): Record<string, unknown> {
  const names = ['requestsPerMinute', 'submissionsPerDay'] as const;
  const read = (text: string) => (text === 'none' ? null : /^\d+$/.test(text) ? Number(text) : text);
  return Object.fromEntries(
    names.filter((name) => form[name] !== '').map((name) => [name, read(form[name])]),
  );
}

export interface ShownForm {
  form: KeyForm;
  problem?: ApiProblem;
  /** What was just made. */
  made?: z.output<typeof created>;
}
