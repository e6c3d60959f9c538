import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { html } from '#card/html.ts';
import type { Delivery, Webhook } from '#catalogue/catalogue.ts';
import { bodyOf } from '../../api-answer.ts';
import type { WorkspaceDependencies } from '../../dependencies.ts';
import { pageNotFound, parseInput } from '../../page-problem.ts';
import { when } from '../../parts/time.ts';
import type { Page } from '../../shell.ts';
import { adminPage } from './place.ts';
import { renderAttemptTable, renderSendAgain } from './webhooks/deliveries.ts';
import { webhookPath } from './webhooks/list.ts';
import { deliveryBadge } from './webhooks/state.ts';

const parameters = z.object({ id: z.string().max(200) });
const query = z.object({ done: z.string().optional() });

/** `/admin/deliveries/{id}`: one message to one webhook, as it is sent, and every try. */
export function addDeliveryPage(app: FastifyInstance, dependencies: WorkspaceDependencies): void {
  const { catalogue, callApi, sendPage, at } = dependencies;
  const config = { viewer: 'admin' } as const;

  app.get('/admin/deliveries/:id', { config }, async (request, reply) => {
    const { id } = parseInput(parameters, request.params);
    const delivery = await catalogue.deliveries.get(id);
    const webhook = delivery && (await catalogue.webhooks.get(delivery.webhookId));
    if (delivery === null || webhook === null) {
      throw pageNotFound('delivery');
    }
    const isSent = parseInput(query, request.query).done === 'sent';
    const page = adminPage({ place: '/admin/webhooks', at }, deliveryPage(delivery, webhook, at));
    const notice = isSent ? { kind: 'good' as const, text: 'It is sent again, under the same id.' } : null;
    return sendPage(request, reply, { ...page, notice });
  });

  app.post('/admin/deliveries/:id', { config }, async (request, reply) => {
    const { id } = parseInput(parameters, request.params);
    const path = `/v1/deliveries/${encodeURIComponent(id)}/redeliver`;
    bodyOf(z.unknown(), await callApi(request, { method: 'POST', path }));
    return reply.redirect(at(`/admin/deliveries/${encodeURIComponent(id)}?done=sent`), 303);
  });
}

function deliveryPage(
  delivery: Delivery & { body: string },
  { id, url, disabledAt }: Webhook,
  at: (path: string) => string,
): Page {
  const { messageId, type, status, createdAt, finishedAt, nextAttemptAt, attempts, body } = delivery;
  return {
    title: `Delivery of ${type}`,
    body: html`<p class="crumbs"><a href="${at('/admin/webhooks')}">Webhooks</a> › <a href="${at(webhookPath(id))}"><bdi>${url}</bdi></a></p>
<div class="bar"><h1><code>${type}</code></h1>${deliveryBadge(status)}<span class="end">${disabledAt === null && renderSendAgain(delivery, at)}</span></div>
<dl class="facts"><dt>Happened</dt><dd>${when(createdAt)}</dd>
${finishedAt && html`<dt>${status === 'delivered' ? 'Delivered' : 'Given up'}</dt><dd>${when(finishedAt)}</dd>`}
${nextAttemptAt && disabledAt === null && html`<dt>Next try</dt><dd>${when(nextAttemptAt)}</dd>`}
<dt><code>webhook-id</code></dt><dd><code>${messageId}</code></dd></dl>
<h2>Tries</h2>
${attempts.length === 0 ? html`<p class="empty">It was not tried yet.</p>` : renderAttemptTable(attempts)}
<h2 id="message">The message</h2>
<pre tabindex="0" role="region" aria-labelledby="message">${indented(body)}</pre>`,
  };
}

/** The same message for eyes; what is signed has no spaces. */
function indented(body: string): string {
  return JSON.stringify(JSON.parse(body), null, 2);
}
