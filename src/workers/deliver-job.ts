import type { DeliveryWork } from '#catalogue/catalogue.ts';
import { UnsealError } from '#evidence/keys/sealed-secret.ts';
import { afterAttempt } from '#notify/after-attempt.ts';
import { type Answer, sendMessage } from '#notify/send.ts';
import type { JobHandler } from '#queue/queue.ts';
import { takeClaim } from './claim.ts';
import { timingOf, type WorkerDependencies } from './dependencies.ts';

/** An attempt is over after a third of it. */
const leaseMs = 60_000;

type JobDependencies = Pick<
  WorkerDependencies,
  'catalogue' | 'openScope' | 'unsealWebhookSecret' | 'clock' | 'logger' | 'timing'
>;

/**
 * Tells one message to one webhook, once. Whoever dies between the sending and the writing down leaves a delivery that is
 * sent again under the same id. `onEnded`: the next may take its place.
 */
export function deliverJob(dependencies: JobDependencies, onEnded: () => void = () => {}): JobHandler {
  const { catalogue, clock, logger } = dependencies;
  const { deliveries } = catalogue;
  return async (id, signal) => {
    const claim = takeClaim(await deliveries.claim(id, leaseMs));
    if (claim === null) {
      return;
    }
    const { token, work } = claim;
    try {
      const answer = await attempt(work, dependencies, signal);
      const next = afterAttempt(answer, { deliveryId: id, failures: work.attempts, now: clock.now() });
      await deliveries.finish(id, token, answer, next);
      const { status, durationMs } = answer;
      logger.info(
        { deliveryId: id, webhookId: work.webhookId, status, durationMs, next: next.kind },
        'webhook delivery attempted',
      );
      onEnded();
    } catch (error) {
      await deliveries.release(id, token);
      throw error;
    }
  };
}

async function attempt(
  { url, messageId, body, webhookId, secrets }: DeliveryWork,
  { openScope, unsealWebhookSecret, clock, timing }: JobDependencies,
  signal: AbortSignal,
): Promise<Answer> {
  const now = clock.now().toISOString();
  const valid = secrets.filter(({ validUntil }) => validUntil === null || validUntil > now);
  const opened: string[] = [];
  for (const { sealed } of valid) {
    try {
      opened.push(await unsealWebhookSecret(webhookId, sealed));
    } catch (error) {
      if (error instanceof UnsealError) {
        return unsendable(now, 'its secret does not open with this SECRET_KEY: rotate it');
      }
      throw error;
    }
  }
  await using scope = openScope(`webhook ${webhookId}`);
  const message = { id: messageId, body };
  return await sendMessage(
    { url, message, secrets: opened },
    { fetch: scope.fetch, now: () => clock.now(), timeoutMs: timingOf({ timing }).deliveryTimeoutMs },
    signal,
  );
}

function unsendable(at: string, error: string): Answer {
  return { at, status: null, error, durationMs: 0, response: null, retryAfterMs: null };
}
