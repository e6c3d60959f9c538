import type { CatalogueEvent, WebhookMessage } from '#catalogue/catalogue.ts';
import { composeMessage, messageOf } from '#notify/compose-message.ts';
import { webhookTypeOf } from '#notify/event-types.ts';
import type { WorkerDependencies } from './dependencies.ts';

const eventsAtATime = 200;

type TickDependencies = Pick<WorkerDependencies, 'catalogue' | 'shown' | 'logger'>;

/**
 * Makes messages of what happened since the last time, in order. They and the place up to which they were made are one
 * transaction: an event is neither missed nor told twice, whatever dies in between.
 */
export function deliverTick({
  catalogue,
  shown,
  logger,
}: TickDependencies): (signal: AbortSignal) => Promise<void> {
  const { deliveries, events } = catalogue;
  return async (signal) => {
    while (!signal.aborted) {
      const from = await deliveries.cursor();
      const happened = await events.since(from, eventsAtATime);
      const last = happened.at(-1);
      if (last === undefined) {
        return;
      }
      const messages = await composeAll(happened, await deliveries.wantedTypes(), { shown, logger });
      const announced = await deliveries.announce(from, last.id, messages);
      if (announced && messages.length > 0) {
        logger.info({ messages: messages.length }, 'webhook messages made');
      }
    }
  };
}

async function composeAll(
  happened: readonly CatalogueEvent[],
  wanted: ReadonlySet<string>,
  { shown, logger }: Pick<WorkerDependencies, 'shown' | 'logger'>,
): Promise<WebhookMessage[]> {
  const messages: WebhookMessage[] = [];
  for (const event of happened) {
    const type = webhookTypeOf(event);
    if (type === null || !wanted.has(type)) {
      continue;
    }
    try {
      const message = await composeMessage(event, type, shown);
      messages.push(...(message === null ? [] : [message]));
    } catch (error) {
      // What cannot be shown would otherwise stand before all that comes after it.
      logger.error({ err: error, event: event.id, type }, 'webhook message made without what it is about');
      const { submissionId, captureId, postId, data } = event;
      messages.push(messageOf(event, type, { postId, data: { ...data, submissionId, captureId, postId } }));
    }
  }
  return messages;
}
