import type { RecheckWork } from '#catalogue/catalogue.ts';
import type { Signal } from '#domain/look.ts';
import type { PostState } from '#domain/post.ts';
import type { JobHandler } from '#queue/queue.ts';
import { conclude } from '#recheck/conclude.ts';
import { takeClaim } from './claim.ts';
import { timingOf, type WorkerDependencies } from './dependencies.ts';
import { handBack } from './hand-back.ts';

/** After a look that failed for a reason nobody foresaw. The watch goes on for ever, so there is no last attempt. */
const againAfterMs = 5 * 60_000;
/** Of the lease, for the look; the rest is for writing down what it told. */
const lookShare = 0.8;

/** Looks at a post again. What it sees is a look and nothing more, unless the post is news: then it is captured again. */
export function recheckJob(dependencies: WorkerDependencies): JobHandler {
  const { rechecks } = dependencies.catalogue;
  const leaseMs = timingOf(dependencies).recheckLeaseMs;

  return async (postId, signal) => {
    const claim = takeClaim(await rechecks.claim(postId, leaseMs));
    if (claim === null) {
      return;
    }
    const { token, work } = claim;
    const held = { ...dependencies, logger: dependencies.logger.child({ postId }) };
    const timely = AbortSignal.any([signal, AbortSignal.timeout(leaseMs * lookShare)]);
    try {
      const result = await lookAgain(work, held, timely);
      const { committed, captureId } = await rechecks.finish(work.postId, token, result);
      held.logger.info({ state: result.state, captureId, committed }, 'post looked at again');
    } catch (error) {
      const now = held.clock.now();
      const patienceUntil = new Date(now.getTime() + held.patienceMs);
      await handBack(
        { error, signal, attempts: 0, now, patienceUntil, firstBackoffMs: againAfterMs },
        {
          ...held,
          release: (again) => rechecks.release(work.postId, token, again),
          end: async (_outcome, reason) => {
            await rechecks.release(work.postId, token, {
              notBeforeMs: againAfterMs,
              costsAttempt: true,
              reason,
            });
          },
        },
      );
    }
  };
}

interface RecheckResult {
  at: string;
  signals: Signal[];
  state: PostState;
  captureAgain: boolean;
}

async function lookAgain(
  work: RecheckWork,
  { platformFor, openScope, clock }: WorkerDependencies,
  signal: AbortSignal,
): Promise<RecheckResult> {
  const platform = platformFor(work.postId);
  if (platform === null) {
    return { at: clock.now().toISOString(), signals: [], state: work.state, captureAgain: false };
  }
  if (platform.isProvisional(work.postId)) {
    // Which post it is has to be found out first, and that is a capture's work.
    return { at: clock.now().toISOString(), signals: [], state: work.state, captureAgain: true };
  }
  await using scope = openScope(`recheck ${work.postId}`);
  const look = await platform.look(work, scope.fetch, signal);
  return { at: clock.now().toISOString(), signals: look.signals, ...conclude(work, look) };
}
