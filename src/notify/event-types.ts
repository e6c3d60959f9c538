/** What a webhook may ask to be told. */
export const webhookEventTypes = [
  'submission.done',
  'capture.complete',
  'capture.partial',
  'capture.absent',
  'capture.blocked',
  'capture.failed',
  'post.deleted',
  'post.edited',
  'post.restored',
  'post.state-changed',
  'article.changed',
  'storage.damaged',
  'webhook.disabled',
] as const;
export type WebhookEventType = (typeof webhookEventTypes)[number];

/** What an admin sends to see whether it arrives; to no filter. */
export const testEventType = 'webhook.test';

/** The type by which webhooks know an event of the catalogue; null where it is none of theirs, as progress is not. */
export function webhookTypeOf(event: {
  type: string;
  data: Record<string, unknown>;
}): WebhookEventType | null {
  const name = event.type === 'done' ? 'submission.done' : withOutcome(event);
  return webhookEventTypes.find((type) => type === name) ?? null;
}

function withOutcome({ type, data }: { type: string; data: Record<string, unknown> }): string {
  return type === 'capture' ? `capture.${String(data.status)}` : type;
}
