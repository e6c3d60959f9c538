import { html, type Markup } from '#card/html.ts';
import type { DeliveryStatus, DisabledReason, Webhook } from '#catalogue/catalogue.ts';

const reasons: Record<DisabledReason, string> = {
  gone: 'Its server answered 410 Gone, which asks for no more.',
  failing: 'It failed for the whole schedule of tries.',
  'by-admin': 'An admin turned it off.',
};

export function whyDisabled({ disabledReason }: Webhook): string | null {
  return disabledReason && reasons[disabledReason];
}

/** Whether it gets what it wants. */
export function webhookBadge({ disabledAt, failingSince, throttledUntil }: Webhook, now: Date): Markup {
  if (disabledAt !== null) {
    return html`<span class="badge bad">Disabled</span>`;
  }
  if (failingSince !== null) {
    return html`<span class="badge warn">Failing</span>`;
  }
  return throttledUntil !== null && Date.parse(throttledUntil) > now.getTime()
    ? html`<span class="badge warn">Asked for a pause</span>`
    : html`<span class="badge good">On</span>`;
}

export const deliveryNames: Record<DeliveryStatus, string> = {
  waiting: 'Waiting',
  delivered: 'Delivered',
  'given-up': 'Given up',
};
const deliveryKinds: Record<DeliveryStatus, string> = {
  waiting: 'accent',
  delivered: 'good',
  'given-up': 'bad',
};

export function deliveryBadge(status: DeliveryStatus): Markup {
  return html`<span class="badge ${deliveryKinds[status]}">${deliveryNames[status]}</span>`;
}
