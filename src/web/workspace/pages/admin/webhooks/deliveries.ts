import { html, type Markup } from '#card/html.ts';
import { type Delivery, type DeliveryAttempt, deliveryStatuses, type Webhook } from '#catalogue/catalogue.ts';
import { since, when } from '../../../parts/time.ts';
import { countOf } from '../../../parts/words.ts';
import { renderPager, renderTable } from '../parts.ts';
import { webhookPath } from './list.ts';
import type { WebhookPage } from './one.ts';
import { deliveryBadge, deliveryNames } from './state.ts';

/** What was sent, newest first, each with its tries. */
export function renderDeliveries(page: WebhookPage): Markup {
  const { webhook, deliveries, asked, at } = page;
  const { items, nextCursor } = deliveries;
  const pathWith = (change: { status?: string | undefined; cursor?: string }) => {
    const given = Object.entries(change).filter((entry): entry is [string, string] => entry[1] !== undefined);
    return at(
      `${webhookPath(webhook.id)}${given.length > 0 ? `?${new URLSearchParams(given)}` : ''}#deliveries`,
    );
  };
  const { status } = asked;
  return html`<nav class="views" aria-label="Which deliveries">${[undefined, ...deliveryStatuses].map(
    (each) =>
      html`<a href="${pathWith({ status: each })}"${each === status && html` aria-current="true"`}>${each === undefined ? 'All' : deliveryNames[each]}</a>`,
  )}</nav>
${
  items.length === 0
    ? html`<p class="empty">${status === undefined ? 'Nothing was sent to it yet.' : 'None.'}</p>`
    : renderTable(
        'Deliveries',
        ['Message', 'Stands', 'Tries', html`<td></td>`],
        items.map((delivery) => renderDelivery(delivery, page)),
      )
}
${renderPager({
  first: asked.cursor === null ? null : pathWith({ status }),
  next: nextCursor && pathWith({ status, cursor: nextCursor }),
})}`;
}

function renderDelivery(delivery: Delivery, { webhook, now, at }: WebhookPage): Markup {
  const { id, type, postId, status, createdAt, nextAttemptAt } = delivery;
  return html`<tr><th scope="row"><a href="${at(deliveryPath(id))}"><code>${type}</code></a><br><span class="quiet">${since(createdAt, now)}</span>${
    postId !== null &&
    html`<br><a class="quiet" href="${at(`/posts/${encodeURIComponent(postId)}`)}"><bdi>${postId}</bdi></a>`
  }</th>
<td>${deliveryBadge(status)}${status === 'waiting' && isSent(webhook) && html`<br><span class="quiet">next try ${since(nextAttemptAt, now)}</span>`}</td>
<td>${renderAttempts(delivery, now)}</td>
<td>${isSent(webhook) && renderSendAgain(delivery, at)}</td></tr>`;
}

function isSent({ disabledAt }: Webhook): boolean {
  return disabledAt === null;
}

export function renderSendAgain(
  { id, status }: Pick<Delivery, 'id' | 'status'>,
  at: (path: string) => string,
): Markup {
  return html`<form method="post" action="${at(deliveryPath(id))}"><button class="small">${status === 'waiting' ? 'Send now' : 'Send again'}</button></form>`;
}

function renderAttempts({ attempts }: Delivery, now: Date): Markup {
  const last = attempts.at(-1);
  return last === undefined
    ? html`<span class="quiet">not tried yet</span>`
    : html`${whatCame(last)}<br><span class="quiet">${countOf(attempts.length, 'try', 'tries')}, the last ${since(last.at, now)}</span>`;
}

/** `Answered 204 in 38 ms`, or what went wrong. */
export function whatCame({ status, error, durationMs }: DeliveryAttempt): Markup {
  const isSaid = error === `answered ${status}`;
  return html`${status === null ? 'No answer' : `Answered ${status}`} in ${spanOf(durationMs)}${error && !isSaid && html`<br><span class="quiet">${error}</span>`}`;
}

function spanOf(durationMs: number): string {
  return durationMs < 1000 ? `${durationMs} ms` : `${(durationMs / 1000).toFixed(1)} s`;
}

export function renderAttemptTable(attempts: readonly DeliveryAttempt[]): Markup {
  return renderTable(
    'Tries',
    ['Try', 'Came to', 'Its answer began'],
    attempts.map(
      (
        attempt,
      ) => html`<tr><th scope="row" class="nowrap">${when(attempt.at)}</th><td>${whatCame(attempt)}</td>
<td class="what">${attempt.response ? html`<code>${attempt.response}</code>` : html`<span class="quiet">nothing</span>`}</td></tr>`,
    ),
  );
}

export function deliveryPath(id: string): string {
  return `/admin/deliveries/${encodeURIComponent(id)}`;
}
