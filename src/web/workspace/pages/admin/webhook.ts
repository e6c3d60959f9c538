import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { deliveryStatuses, type Webhook } from '#catalogue/catalogue.ts';
import { type ApiCall, type ApiProblem, bodyOf } from '../../api-answer.ts';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { pageNotFound, parseInput } from '../../page-problem.ts';
import type { Notice } from '../../shell.ts';
import { adminPage } from './place.ts';
import { bodyOfForm, type WebhookForm, webhookForm } from './webhooks/form.ts';
import { webhookPath } from './webhooks/list.ts';
import { webhookPage } from './webhooks/one.ts';

const parameters = z.object({ id: z.string().max(200) });
const query = z.object({
  status: z.enum(deliveryStatuses).optional().catch(undefined),
  cursor: z.string().max(1000).nullable().default(null),
  done: z.string().optional(),
});
export type WebhookQuery = z.output<typeof query>;
const actions = z.object({ do: z.enum(['describe', 'test', 'rotate', 'enable', 'disable', 'delete']) });
type Action = z.output<typeof actions>['do'];
const rotated = z.object({ secret: z.string(), oldUntil: z.string() });

const doneNotices: Record<string, Notice> = {
  describe: { kind: 'good', text: 'Saved.' },
  test: { kind: 'good', text: 'A test is on its way; it stands below with what came of it.' },
  enable: { kind: 'good', text: 'It is on again; what waited for it is sent now.' },
  disable: { kind: 'good', text: 'It is off: what waited for it waits on, and nothing is added.' },
};
const deliveriesOfPage = 25;

/** `/admin/webhooks/{id}`: one of them, what was sent to it, and what came of that. */
export function addWebhookPage(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { catalogue, callApi, sendPage, clock, at, admin } = dependencies;
  const config = { viewer: 'admin' } as const;

  app.get('/admin/webhooks/:id', { config }, async (request, reply) => {
    const asked = parseInput(query, request.query);
    const notice = doneNotices[asked.done ?? ''] ?? null;
    return sendPage(request, reply, { ...(await pageFor(await find(request), asked)), notice });
  });

  app.post('/admin/webhooks/:id', { config }, async (request, reply) => {
    const webhook = await find(request);
    const action = parseInput(actions, request.body).do;
    const form = action === 'describe' ? parseInput(webhookForm, request.body) : null;
    const answer = await callApi(request, callOf(action, webhook.id, form));
    if (action === 'describe' && form !== null && !answer.ok) {
      const page = await pageFor(webhook, firstPage, { form, problem: answer.problem });
      return sendPage(request, reply.code(answer.status), page);
    }
    if (action === 'rotate') {
      const page = await pageFor(webhook, firstPage, { rotated: bodyOf(rotated, answer) });
      return sendPage(request, reply, page);
    }
    bodyOf(z.unknown(), answer);
    const next =
      action === 'delete' ? '/admin/webhooks?done=deleted' : `${webhookPath(webhook.id)}?done=${action}`;
    return reply.redirect(at(next), 303);
  });

  async function find(request: FastifyRequest): Promise<Webhook> {
    const webhook = await catalogue.webhooks.get(parseInput(parameters, request.params).id);
    if (webhook === null) {
      throw pageNotFound('webhook');
    }
    return webhook;
  }

  async function pageFor(webhook: Webhook, asked: WebhookQuery, shown: ShownWebhook = {}) {
    const { status = null, cursor } = asked;
    const deliveries = await catalogue.deliveries.list(webhook.id, status, {
      limit: deliveriesOfPage,
      cursor,
    });
    const ground = { eventTypes: admin.eventTypes, now: clock.now(), at };
    return adminPage(
      { place: '/admin/webhooks', at },
      webhookPage({ webhook, deliveries, asked, ...shown, ...ground }),
    );
  }
}

const firstPage: WebhookQuery = { cursor: null };

export interface ShownWebhook {
  /** What could not be saved, and why. */
  form?: WebhookForm;
  problem?: ApiProblem;
  /** What was just made. */
  rotated?: z.output<typeof rotated>;
}

function callOf(action: Action, id: string, form: WebhookForm | null): ApiCall {
  const path = `/v1/webhooks/${encodeURIComponent(id)}`;
  switch (action) {
    case 'describe':
      return { method: 'PATCH', path, body: form && bodyOfForm(form) };
    case 'enable':
    case 'disable':
      return { method: 'PATCH', path, body: { enabled: action === 'enable' } };
    case 'delete':
      return { method: 'DELETE', path };
    case 'rotate':
      return { method: 'POST', path: `${path}/rotate`, body: {} };
    case 'test':
      return { method: 'POST', path: `${path}/test` };
  }
}
