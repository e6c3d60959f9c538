/** Why a webhook gets nothing: its server answered 410, it failed for the whole schedule, or an admin said so. */
export type DisabledReason = 'gone' | 'failing' | 'by-admin';

export interface Webhook {
  id: string;
  url: string;
  description: string;
  /** The types it wants. */
  events: string[];
  createdAt: string;
  disabledAt: string | null;
  disabledReason: DisabledReason | null;
  /** Since its first failure after its last success; null while it answers. */
  failingSince: string | null;
  /** Nothing is sent to it before, as it asked. */
  throttledUntil: string | null;
  lastDeliveredAt: string | null;
}

/** As it lies in the database. All that are valid sign. */
export interface WebhookSecret {
  sealed: string;
  /** Null for the current one. */
  validUntil: string | null;
}

/** A new address, and an end of being disabled, send what waits at once, from the beginning of its schedule. */
export interface WebhookPatch {
  url?: string;
  description?: string;
  events?: string[];
  enabled?: boolean;
}

export interface Webhooks {
  create(webhook: {
    id: string;
    url: string;
    description: string;
    events: string[];
    sealedSecret: string;
  }): Promise<Webhook>;
  /** Oldest first. */
  list(): Promise<Webhook[]>;
  get(id: string): Promise<Webhook | null>;
  update(id: string, patch: WebhookPatch): Promise<Webhook | null>;
  /** With its deliveries. */
  remove(id: string): Promise<boolean>;
  /** From now on it signs first; those before sign beside it until `oldUntil` at the latest. */
  addSecret(id: string, sealedSecret: string, oldUntil: string): Promise<boolean>;
}
