import type { PostId } from '#domain/post.ts';
import type { Page, PageRequest } from './paging.ts';
import type { WebhookSecret } from './webhooks.ts';
import type { Claim } from './work.ts';

export const deliveryStatuses = ['waiting', 'delivered', 'given-up'] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];

/** One message as every webhook that wants it gets it, byte for byte, at every attempt. */
export interface WebhookMessage {
  /** The same however often it is made of the same event. */
  id: string;
  type: string;
  at: string;
  /** Messages of one post reach a webhook one after the other. */
  postId: PostId | null;
  body: string;
}

export interface DeliveryAttempt {
  at: string;
  /** Null where nothing answered. */
  status: number | null;
  /** Null where it was taken. */
  error: string | null;
  durationMs: number;
  /** How the answer began. */
  response: string | null;
}

/** One message on its way to one webhook. */
export interface Delivery {
  id: string;
  webhookId: string;
  messageId: string;
  type: string;
  postId: PostId | null;
  status: DeliveryStatus;
  createdAt: string;
  finishedAt: string | null;
  /** Null once it ended. */
  nextAttemptAt: string | null;
  /** Oldest first; those before it was sent again included. */
  attempts: DeliveryAttempt[];
}

export interface DeliveryWork {
  id: string;
  messageId: string;
  body: string;
  webhookId: string;
  url: string;
  secrets: WebhookSecret[];
  /** Those that failed since it was last sent anew. */
  attempts: number;
}

/** What an attempt came to. */
export type DeliveryNext =
  | { kind: 'delivered' }
  /** `throttledUntil` holds back everything for that webhook. */
  | { kind: 'again'; dueAt: string; throttledUntil: string | null }
  /** `gone` disables the webhook at once. */
  | { kind: 'given-up'; gone: boolean };

export interface Deliveries {
  /** The event after which no message was made yet; null before the first. */
  cursor(): Promise<string | null>;
  /** Types that some enabled webhook wants. */
  wantedTypes(): Promise<Set<string>>;
  /**
   * In one transaction: the messages, a delivery to each enabled webhook that wants it and was there when it happened, and
   * the new place. False, and nothing done, where the place is not `from` any more.
   */
  announce(from: string | null, to: string, messages: WebhookMessage[]): Promise<boolean>;
  /** To this webhook alone, whatever it wants. Null where there is no such webhook. */
  send(webhookId: string, message: WebhookMessage): Promise<Delivery | null>;
  /** At once and from the beginning of the schedule. Null where there is none. */
  redeliver(id: string): Promise<Delivery | null>;
  /** Newest first. */
  list(webhookId: string, status: DeliveryStatus | null, page: PageRequest): Promise<Page<Delivery>>;
  get(id: string): Promise<(Delivery & { body: string }) | null>;
  /**
   * Marks what is due as enqueued: of each enabled webhook two at a time, of one that fails one, and of all that fail
   * `failingLimit` at a time, so that they delay nobody else. Never one of a post before an earlier one of it has ended.
   */
  admit(limit: number, failingLimit: number): Promise<string[]>;
  claim(id: string, leaseMs: number): Promise<Claim<DeliveryWork>>;
  /** Under the token, in one transaction with what follows for its webhook; the event `webhook.disabled` where that ends. */
  finish(id: string, token: number, attempt: DeliveryAttempt, next: DeliveryNext): Promise<boolean>;
  /** As if it had not been claimed. */
  release(id: string, token: number): Promise<boolean>;
  requeue(ids: string[]): Promise<void>;
  stale(olderThanMs: number): Promise<string[]>;
}
