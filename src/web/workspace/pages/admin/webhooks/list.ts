import { html, type Markup } from '#card/html.ts';
import type { Webhook } from '#catalogue/catalogue.ts';
import { since } from '../../../parts/time.ts';
import { countOf } from '../../../parts/words.ts';
import type { Page } from '../../../shell.ts';
import { renderProblemBox } from '../../problem.ts';
import { renderSecret } from '../parts.ts';
import type { ShownWebhookForm } from '../webhooks.ts';
import { renderWebhookFields } from './form.ts';
import { webhookBadge, whyDisabled } from './state.ts';

export interface WebhooksPage extends ShownWebhookForm {
  webhooks: readonly Webhook[];
  eventTypes: readonly string[];
  now: Date;
  at: (path: string) => string;
}

export function webhooksPage(page: WebhooksPage): Page {
  const { webhooks, form, eventTypes, problem, made, at } = page;
  return {
    title: 'Webhooks',
    islands: made === undefined ? [] : ['copy-text'],
    body: html`<h1>Webhooks</h1>
<p class="lead">Other systems are told at once of what happens here: what was archived, what was deleted or edited, what needs care.</p>
${made && renderSecret('Messages to it are signed with this secret.', made.secret)}
${
  webhooks.length === 0
    ? html`<p class="empty">Nobody is told of anything yet.</p>`
    : html`<ul class="rows">${webhooks.map((webhook) => renderRow(webhook, page))}</ul>`
}
<form method="post" action="${at('/admin/webhooks')}" class="panel"><h2>Add a webhook</h2>
${problem && renderProblemBox(problem)}
${renderWebhookFields(form, eventTypes)}
<button class="primary">Add it</button></form>`,
  };
}

function renderRow(webhook: Webhook, { eventTypes, now, at }: WebhooksPage): Markup {
  const { id, url, description, events, lastDeliveredAt, disabledAt, failingSince } = webhook;
  const wanted =
    events.length === eventTypes.length
      ? 'everything'
      : countOf(events.length, 'kind of event', 'kinds of event');
  return html`<li><div class="bar"><a href="${at(webhookPath(id))}"><strong><bdi>${url}</bdi></strong></a>${webhookBadge(webhook, now)}<span class="end quiet">${
    lastDeliveredAt === null ? 'nothing delivered yet' : html`last delivered ${since(lastDeliveredAt, now)}`
  }</span></div>
<p class="quiet">${description && html`<bdi>${description}</bdi> · `}told of ${wanted}${
    disabledAt !== null
      ? html` · disabled ${since(disabledAt, now)}: ${whyDisabled(webhook)}`
      : failingSince !== null && html` · has failed since it was first tried ${since(failingSince, now)}`
  }</p></li>`;
}

export function webhookPath(id: string): string {
  return `/admin/webhooks/${encodeURIComponent(id)}`;
}
