import type { RecheckResult, RecheckWork } from '#catalogue/catalogue.ts';
import { type PostId, platformOf } from '#domain/post.ts';
import type { JobHandler } from '#queue/queue.ts';
import { conclude } from '#recheck/conclude.ts';
import { takeClaim } from './claim.ts';
import { timingOf, type WorkerDependencies } from './dependencies.ts';
import { handBack } from './hand-back.ts';
import { withLease } from './lease.ts';
import { maxLostClaims } from './lost-claims.ts';

/** After a look that failed for a reason nobody foresaw. The watch goes on for ever, so there is no last attempt. */
const againAfterMs = 5 * 60_000;

export type RecheckDependencies = Pick<
  WorkerDependencies,
  | 'catalogue'
  | 'platformFor'
  | 'openScope'
  | 'searchArchives'
  | 'clock'
  | 'logger'
  | 'patienceMs'
  | 'stop'
  | 'timing'
>;

/** Looks at a post again. What it sees is a look and nothing more, unless the post is news: then it is captured again. */
export function recheckJob(dependencies: RecheckDependencies): JobHandler {
  const { rechecks } = dependencies.catalogue;
  const { leaseMs, lookTimeoutMs } = timingOf(dependencies);

  return async (postId, signal) => {
    const claim = takeClaim(await rechecks.claim(postId, leaseMs));
    if (claim === null) {
      return;
    }
    const { token, work } = claim;
    const held = { ...dependencies, logger: dependencies.logger.child({ postId }) };
    const renew = () => rechecks.renew(work.postId, token, leaseMs);
    try {
      await withLease({ ...held, leaseMs, renew, signal }, async (leased) => {
        const timely = AbortSignal.any([leased, AbortSignal.timeout(lookTimeoutMs)]);
        const result = await lookAgain(work, held, timely);
        const { committed, captureId } = await rechecks.finish(work.postId, token, result);
        held.logger.info(
          { state: result.state, told: result.told, captureId, committed },
          'post looked at again',
        );
      });
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

async function lookAgain(
  work: RecheckWork,
  { platformFor, openScope, searchArchives, clock, logger }: RecheckDependencies,
  signal: AbortSignal,
): Promise<RecheckResult> {
  const { postId, lostClaims } = work;
  const at = clock.now().toISOString();
  const platform = platformFor(postId);
  if (platform === null || lostClaims >= maxLostClaims) {
    logger.warn({ lostClaims, known: platform !== null }, 'post not looked at');
    return { at, signals: [], state: 'unknown', captureAgain: false };
  }
  if (platform.isProvisional(postId)) {
    // Which post it is has to be found out first, and that is a capture's work.
    return { at, signals: [], state: 'unknown', captureAgain: true };
  }
  await using scope = openScope(`recheck ${postId}`);
  const look = await platform.look(work, scope.fetch, signal);
  const { signals, conclusion, aliases = [] } = look;
  const record = conclusion.kind === 'live' ? conclusion.record : null;
  return {
    at,
    signals,
    ...conclude(work, at, look),
    aliases: record === null ? [] : aliasesOf(postId, aliases),
    author: record?.author ?? null,
    searchArchives,
  };
}

/** A platform speaks for its own ids alone. */
function aliasesOf(postId: PostId, announced: readonly PostId[]): PostId[] {
  return [...new Set(announced)].filter((id) => id !== postId && platformOf(id) === platformOf(postId));
}
