import type { Catalogue } from '#catalogue/catalogue.ts';
import type { Clock } from '#domain/clock.ts';
import { timeOfId } from '#domain/ids.ts';
import { platformOf } from '#domain/post.ts';
import type { Metrics } from '#metrics/metrics.ts';
import type { Tracer } from '#tracing/tracer.ts';

interface Observers {
  metrics: Metrics;
  tracer: Tracer;
  clock: Clock;
}

/** The same catalogue, but that what is committed through it is counted: once, and by the process that committed it. */
export function observedCatalogue(catalogue: Catalogue, observers: Observers): Catalogue {
  return {
    ...catalogue,
    submissions: observedSubmissions(catalogue.submissions, observers),
    captures: observedCaptures(catalogue.captures, observers),
    rechecks: observedRechecks(catalogue.rechecks, observers),
    deliveries: observedDeliveries(catalogue.deliveries, observers),
  };
}

/** What comes of a submission has links to where its trace begins. */
function observedSubmissions(submissions: Catalogue['submissions'], { tracer }: Observers) {
  return {
    ...submissions,
    async accept(...given: Parameters<typeof submissions.accept>) {
      const accepted = await submissions.accept(...given);
      if (accepted.kind === 'accepted') {
        const { id, origin, embeds } = accepted.submission;
        tracer.mark(
          'submission',
          { 'submission.id': id, 'submission.origin': origin, embeds: embeds.length },
          id,
        );
      }
      return accepted;
    },
  } satisfies Catalogue['submissions'];
}

function observedCaptures(captures: Catalogue['captures'], { metrics, clock }: Observers) {
  return {
    ...captures,
    async commit(captureId, token, end) {
      const result = await captures.commit(captureId, token, end);
      if (result.committed) {
        const { postId, outcome, absence, artifacts } = end.manifest;
        const turnaroundSeconds = secondsSinceMade(captureId, clock);
        metrics.captureCommitted({
          platform: platformOf(postId),
          outcome,
          absence,
          turnaroundSeconds,
          artifacts,
        });
      }
      return result;
    },
  } satisfies Catalogue['captures'];
}

function observedRechecks(rechecks: Catalogue['rechecks'], { metrics }: Observers) {
  return {
    ...rechecks,
    async finish(postId, token, result) {
      const finished = await rechecks.finish(postId, token, result);
      if (finished.committed) {
        metrics.rechecked({ platform: platformOf(postId), believed: result.state });
      }
      return finished;
    },
  } satisfies Catalogue['rechecks'];
}

function observedDeliveries(deliveries: Catalogue['deliveries'], { metrics, clock }: Observers) {
  return {
    ...deliveries,
    async finish(id, token, attempt, next) {
      const isHeld = await deliveries.finish(id, token, attempt, next);
      if (isHeld) {
        metrics.deliveryAttempted({
          result: next.kind,
          seconds: attempt.durationMs / 1000,
          delaySeconds: next.kind === 'delivered' ? secondsSinceMade(id, clock) : null,
        });
      }
      return isHeld;
    },
  } satisfies Catalogue['deliveries'];
}

/** Ids tell when they were made. */
function secondsSinceMade(id: string, clock: Clock): number | null {
  const madeAt = timeOfId(id);
  return madeAt === null ? null : (clock.now().getTime() - madeAt.getTime()) / 1000;
}
