import type { Catalogue, Delivery, Webhook, WebhookPatch } from '#catalogue/catalogue.ts';
import type { Clock } from '#domain/clock.ts';
import { newId } from '#domain/ids.ts';
import { parseSubmittedUrl } from '#domain/submitted-url.ts';
import type { Sealing } from '#evidence/keys/sealing.ts';
import { messageOf } from '#notify/compose-message.ts';
import { testEventType } from '#notify/event-types.ts';
import { createWebhookSecret } from '#notify/secret.ts';
import { Problem } from './plugins/problems.ts';

export interface WebhookDeskTools {
  catalogue: Pick<Catalogue, 'webhooks' | 'deliveries'>;
  sealing: Sealing;
  clock: Clock;
  /** The CIDRs of EGRESS_ALLOW, which a webhook may lead to. */
  egressAllow: readonly string[];
  /** There is something to send. */
  wake: () => void;
}

/** What admins do with webhooks, by the API or in the workspace. */
export interface WebhookDesk {
  /** Throws `InvalidInputError` for an address that nothing is sent to. The secret is shown here and never again. */
  create(webhook: {
    url: string;
    description: string;
    events: string[];
  }): Promise<Webhook & { secret: string }>;
  update(id: string, patch: WebhookPatch): Promise<Webhook | null>;
  /** A new secret; the old one signs beside it for so long. */
  rotate(id: string, keepOldSeconds: number): Promise<{ secret: string; oldUntil: string } | null>;
  /** Throws a `Problem` where the webhook is disabled. */
  test(id: string): Promise<Delivery | null>;
  /** Likewise. */
  redeliver(deliveryId: string): Promise<Delivery | null>;
}

export function openWebhookDesk(tools: WebhookDeskTools): WebhookDesk {
  const { sealing, clock, egressAllow, wake } = tools;
  const { webhooks, deliveries } = tools.catalogue;
  const addressOf = (url: string) => parseSubmittedUrl(url, 'url', egressAllow).href;

  return {
    async create({ url, description, events }) {
      const id = newId(clock.now());
      const secret = createWebhookSecret();
      const sealedSecret = await sealing.seal(nameOfSecret(id), secret);
      const webhook = await webhooks.create({ id, url: addressOf(url), description, events, sealedSecret });
      return { ...webhook, secret };
    },
    update: (id, { url, ...patch }) =>
      webhooks.update(id, { ...patch, ...(url !== undefined && { url: addressOf(url) }) }),
    async rotate(id, keepOldSeconds) {
      const secret = createWebhookSecret();
      const sealed = await sealing.seal(nameOfSecret(id), secret);
      const oldUntil = new Date(clock.now().getTime() + keepOldSeconds * 1000).toISOString();
      return (await webhooks.addSecret(id, sealed, oldUntil)) ? { secret, oldUntil } : null;
    },
    async test(id) {
      const webhook = await webhooks.get(id);
      if (webhook === null) {
        return null;
      }
      refuseDisabled(webhook);
      const at = clock.now().toISOString();
      const happened = {
        id: newId(clock.now()),
        at,
        submissionId: null,
        captureId: null,
        postId: null,
        data: {},
      };
      const data = { webhookId: id, description: webhook.description };
      const delivery = await deliveries.send(id, messageOf(happened, testEventType, { postId: null, data }));
      wake();
      return delivery;
    },
    async redeliver(deliveryId) {
      const held = await deliveries.get(deliveryId);
      const webhook = held && (await webhooks.get(held.webhookId));
      if (webhook === null) {
        return null;
      }
      refuseDisabled(webhook);
      const delivery = await deliveries.redeliver(deliveryId);
      wake();
      return delivery;
    },
  };
}

/** What a webhook's secrets are sealed under. */
export function nameOfSecret(webhookId: string): string {
  return `webhook:${webhookId}`;
}

function refuseDisabled({ disabledAt, disabledReason }: Webhook): void {
  if (disabledAt !== null) {
    throw new Problem('webhook-disabled', `It was disabled at ${disabledAt}: ${disabledReason}`);
  }
}
