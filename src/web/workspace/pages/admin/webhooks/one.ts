import { html, type Markup } from '#card/html.ts';
import type { Delivery, Page as ListPage, Webhook } from '#catalogue/catalogue.ts';
import { since, when } from '../../../parts/time.ts';
import type { Page } from '../../../shell.ts';
import { renderProblemBox } from '../../problem.ts';
import { renderSecret } from '../parts.ts';
import type { ShownWebhook, WebhookQuery } from '../webhook.ts';
import { renderDeliveries } from './deliveries.ts';
import { renderWebhookFields } from './form.ts';
import { webhookPath } from './list.ts';
import { webhookBadge, whyDisabled } from './state.ts';

export interface WebhookPage extends ShownWebhook {
  webhook: Webhook;
  deliveries: ListPage<Delivery>;
  asked: WebhookQuery;
  eventTypes: readonly string[];
  now: Date;
  at: (path: string) => string;
}

export function webhookPage(page: WebhookPage): Page {
  const { webhook, rotated, problem, now, at } = page;
  const { id, url, description, disabledAt } = webhook;
  return {
    title: `Webhook ${new URL(url).host}`,
    islands: rotated === undefined ? [] : ['copy-text'],
    body: html`<p class="crumbs"><a href="${at('/admin/webhooks')}">Webhooks</a></p>
<div class="bar"><h1><bdi>${url}</bdi></h1>${webhookBadge(webhook, now)}</div>
${description && html`<p class="lead"><bdi>${description}</bdi></p>`}
${rotated && html`${renderSecret('Messages are signed with this secret from now on.', rotated.secret)}<p>The old one signs beside it until ${when(rotated.oldUntil)}, so that nothing is missed meanwhile.</p>`}
${disabledAt !== null && html`<p class="notice bad">Disabled ${since(disabledAt, now)}. ${whyDisabled(webhook)} What waited for it then waits on; nothing is added meanwhile.${webhook.disabledReason !== 'by-admin' && ' Once its server takes messages again, turn it on.'}</p>`}
${renderFacts(page)}
<div class="actions no-print">${disabledAt === null && renderAction(page, 'test', 'Send a test')}
${disabledAt === null ? renderAction(page, 'disable', 'Turn off') : renderAction(page, 'enable', 'Turn on again', 'primary')}</div>
<h2 id="deliveries">Deliveries</h2>
${renderDeliveries(page)}
<h2>Change it</h2>
${problem && renderProblemBox(problem)}
<details class="panel no-print"${problem !== undefined && html` open`}><summary>Address, description, what it is told of</summary>
<form method="post" action="${at(webhookPath(id))}"><input type="hidden" name="do" value="describe">
${renderWebhookFields(page.form ?? webhook, page.eventTypes)}<button class="primary">Save</button></form></details>
<details class="panel no-print"><summary>A new secret</summary>
<p>The old one signs beside the new one for a day, so that its server can be given the new one in peace.</p>
${renderAction(page, 'rotate', 'Make a new secret')}</details>
<details class="panel no-print"><summary>Delete it</summary>
<p>Its deliveries go with it. It cannot be undone.</p>
${renderAction(page, 'delete', 'Delete the webhook', 'danger')}</details>`,
  };
}

function renderFacts({ webhook, eventTypes, now }: WebhookPage): Markup {
  const { id, events, createdAt, lastDeliveredAt, failingSince, throttledUntil } = webhook;
  const isPaused = throttledUntil !== null && Date.parse(throttledUntil) > now.getTime();
  return html`<dl class="facts"><dt>Told of</dt><dd>${events.length === eventTypes.length ? 'everything' : events.map((type) => html`<span class="tag"><code>${type}</code></span> `)}</dd>
<dt>Made</dt><dd>${when(createdAt)}</dd>
<dt>Last delivered</dt><dd>${when(lastDeliveredAt) ?? 'nothing yet'}</dd>
${failingSince && html`<dt>Failing since</dt><dd>${when(failingSince)}</dd>`}
${isPaused && html`<dt>Asked for a pause</dt><dd>until ${when(throttledUntil)}</dd>`}
<dt>Its id</dt><dd><code>${id}</code></dd></dl>`;
}

function renderAction({ webhook, at }: WebhookPage, action: string, words: string, kind = ''): Markup {
  return html`<form method="post" action="${at(webhookPath(webhook.id))}"><input type="hidden" name="do" value="${action}"><button class="${kind}">${words}</button></form>`;
}
