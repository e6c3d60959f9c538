import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type ApiProblem, bodyOf } from '../../api-answer.ts';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { parseInput } from '../../page-problem.ts';
import type { Notice } from '../../shell.ts';
import { adminPage } from './place.ts';
import { bodyOfForm, type WebhookForm, webhookForm } from './webhooks/form.ts';
import { webhooksPage } from './webhooks/list.ts';

const query = z.object({ done: z.string().optional() });
const created = z.object({ id: z.string(), url: z.string(), secret: z.string() });

const doneNotices: Record<string, Notice> = {
  deleted: { kind: 'good', text: 'The webhook is deleted, and its deliveries with it.' },
};

/** `/admin/webhooks`: who is told of what happens here. */
export function addWebhooksPage(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { catalogue, callApi, sendPage, clock, at, admin } = dependencies;
  const config = { viewer: 'admin' } as const;
  const emptyForm: WebhookForm = { url: '', description: '', events: [...admin.eventTypes] };

  app.get('/admin/webhooks', { config }, async (request, reply) => {
    const notice = doneNotices[parseInput(query, request.query).done ?? ''] ?? null;
    return sendPage(request, reply, { ...(await pageFor({ form: emptyForm })), notice });
  });

  app.post('/admin/webhooks', { config }, async (request: FastifyRequest, reply) => {
    const form = parseInput(webhookForm, request.body);
    const answer = await callApi(request, {
      method: 'POST',
      path: '/v1/webhooks',
      body: bodyOfForm(form),
    });
    if (!answer.ok) {
      return sendPage(request, reply.code(answer.status), await pageFor({ form, problem: answer.problem }));
    }
    const made = bodyOf(created, answer);
    return sendPage(request, reply.code(201), await pageFor({ form: emptyForm, made }));
  });

  async function pageFor(shown: ShownWebhookForm) {
    const webhooks = await catalogue.webhooks.list();
    const page = webhooksPage({ webhooks, ...shown, eventTypes: admin.eventTypes, now: clock.now(), at });
    return adminPage({ place: '/admin/webhooks', at }, page);
  }
}

export interface ShownWebhookForm {
  form: WebhookForm;
  problem?: ApiProblem;
  /** What was just made. */
  made?: z.output<typeof created>;
}
