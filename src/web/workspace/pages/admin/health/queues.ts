import { html, type Markup } from '#card/html.ts';
import type { Load, QueueLoad } from '#catalogue/catalogue.ts';
import { since } from '../../../parts/time.ts';
import { amount, numberHead, renderTable, siteName } from '../parts.ts';
import type { HealthState } from './page.ts';

const queueNames: Record<QueueLoad['queue'], string> = {
  article: 'Articles to read',
  capture: 'Posts to capture',
  recheck: 'Posts to look at again',
  deliver: 'Messages to webhooks',
};

/** Each queue, and what of it waits for which site. */
export function renderQueues({ queues, now }: HealthState): Markup {
  const sites = queues.flatMap(({ queue, sites: each }) => each.map((site) => ({ queue, ...site })));
  return html`${renderTable(
    'Queues',
    ['Queue', ...loadHead],
    queues.map((load) => renderLoad(queueNames[load.queue], load, now)),
  )}
${
  sites.length > 0 &&
  html`<details><summary>By site</summary>${renderTable(
    'Queues by site',
    ['Site', ...loadHead],
    sites.map((load) =>
      renderLoad(
        html`${siteName(load.site)} <span class="quiet">${queueNames[load.queue].toLowerCase()}</span>`,
        load,
        now,
      ),
    ),
  )}</details>`
}`;
}

const loadHead = [numberHead('At work'), numberHead('Waiting'), numberHead('Put off'), 'Oldest waits since'];

function renderLoad(name: Markup | string, load: Load & { isBounded?: boolean }, now: Date): Markup {
  const { running, waiting, putOff, waitingSince, isBounded } = load;
  return html`<tr><th scope="row">${name}</th><td class="number">${amount(running)}</td><td class="number">${amount(waiting - putOff, isBounded)}</td>
<td class="number">${amount(putOff)}</td><td class="nowrap">${since(waitingSince, now) ?? html`<span class="quiet">nothing waits</span>`}</td></tr>`;
}
