import type { CaptureJob } from '#capture/job.ts';
import type { CaptureEnd, ClaimedCapture } from '#catalogue/catalogue.ts';
import { siteOf } from '#domain/breaker.ts';
import { LeaseLostError } from '#domain/errors.ts';
import type { Logger } from '#logger.ts';
import type { JobHandler } from '#queue/queue.ts';
import { beliefOf, kindsIn } from './capture-belief.ts';
import { takeClaim } from './claim.ts';
import { timingOf, type WorkerDependencies } from './dependencies.ts';
import { handBack } from './hand-back.ts';
import { withLease } from './lease.ts';
import { maxLostClaims } from './lost-claims.ts';
import { progressReporter } from './progress.ts';
import { relyOnObjects } from './rely.ts';

export type CaptureDependencies = Pick<
  WorkerDependencies,
  | 'catalogue'
  | 'storage'
  | 'capture'
  | 'searchArchives'
  | 'secondArchive'
  | 'giveUp'
  | 'publishOutbox'
  | 'clock'
  | 'logger'
  | 'patienceMs'
  | 'stop'
  | 'timing'
>;

/** Makes one capture. The job may run twice at a time; the token lets one of them commit. */
export function captureJob(dependencies: CaptureDependencies): JobHandler {
  const { captures } = dependencies.catalogue;
  const { leaseMs, firstBackoffMs } = timingOf(dependencies);

  return async (captureId, signal) => {
    const claim = takeClaim(await captures.claim(captureId, leaseMs));
    if (claim === null) {
      return;
    }
    const { token, work } = claim;
    const held: HeldCapture = {
      ...dependencies,
      logger: dependencies.logger.child({ captureId, postId: work.postId }),
      token,
      work,
      patienceUntil: new Date(Date.parse(work.firstTriedAt) + dependencies.patienceMs),
    };
    held.logger.debug({ attempts: work.attempts }, 'capture claimed');
    const job = await describeJob(held);
    const renew = () => captures.renew(captureId, token, leaseMs);
    if ((work.lostClaims ?? 0) >= maxLostClaims) {
      const reason = `${maxLostClaims} workers that took it went away without a word; it is not tried again`;
      await giveUpAndCommit(held, job, { outcome: 'failed', reason });
      return;
    }
    try {
      await withLease({ ...held, leaseMs, renew, signal }, (leased) => captureAndCommit(held, job, leased));
    } catch (error) {
      const { attempts } = work;
      await handBack(
        { ...held, error, signal, attempts, now: held.clock.now(), firstBackoffMs },
        {
          ...held,
          release: (again) => captures.release(captureId, token, again),
          end: (outcome, reason) => giveUpAndCommit(held, job, { outcome, reason }),
        },
      );
    }
  };
}

interface HeldCapture extends CaptureDependencies {
  token: number;
  work: ClaimedCapture;
  patienceUntil: Date;
  logger: Logger;
}

async function captureAndCommit(held: HeldCapture, job: CaptureJob, signal: AbortSignal): Promise<void> {
  const { catalogue, work, token, logger } = held;
  const progress = progressReporter(
    (rung, fraction) => catalogue.captures.reportProgress(work.captureId, token, rung, fraction),
    logger,
  );
  try {
    const end = await held.capture({ ...job, onProgress: progress.report }, signal);
    signal.throwIfAborted();
    await commit(held, end);
  } finally {
    await progress.settled();
  }
}

async function describeJob({
  catalogue,
  storage,
  work,
  token,
  patienceUntil,
}: HeldCapture): Promise<CaptureJob> {
  const post = await catalogue.posts.get(work.postId);
  return {
    work,
    quotation: post?.quotation ?? null,
    patienceUntil,
    onIdentified: (identity) => catalogue.posts.merge(work.postId, identity, { captureId: work.captureId }),
    async onRung(rung) {
      const saved = await relyOnObjects({ catalogue, storage }, () =>
        catalogue.captures.saveRung(work.captureId, token, rung),
      );
      if (!saved) {
        throw new LeaseLostError('the capture was taken by another worker');
      }
      // Should this attempt be the last, the capture ends with what it has by then.
      work.rungs.push(rung);
    },
    onProgress: () => {},
  };
}

/** The pointer follows the commit; where that fails, the sweep writes it. */
async function commit(
  { catalogue, storage, publishOutbox, logger, token, work, searchArchives, secondArchive }: HeldCapture,
  end: CaptureEnd,
): Promise<void> {
  const copyElsewhere = secondArchive !== null;
  const believed = {
    ...end,
    searchArchives,
    copyElsewhere,
    ...(await beliefOf(end, work.postId, catalogue)),
  };
  const { committed, outboxId } = await relyOnObjects({ catalogue, storage }, () =>
    catalogue.captures.commit(work.captureId, token, believed),
  );
  if (!committed) {
    throw new LeaseLostError('the capture was taken by another worker before it was committed');
  }
  const { manifest } = end;
  logger.info({ outcome: manifest.outcome, told: end.state, believed: believed.state }, 'capture committed');
  await catalogue.breakers.succeeded(siteOf(manifest.postId), kindsIn(manifest));
  if (outboxId === null) {
    return;
  }
  try {
    await publishOutbox(outboxId);
  } catch (error) {
    logger.warn({ err: error, outboxId }, 'pointer left to the sweep');
  }
}

async function giveUpAndCommit(
  held: HeldCapture,
  job: CaptureJob,
  end: { outcome: 'blocked' | 'failed'; reason: string },
): Promise<void> {
  try {
    await commit(held, await held.giveUp(job, end));
  } catch (error) {
    if (!(error instanceof LeaseLostError)) {
      throw error;
    }
    held.logger.info({ err: error }, 'capture ended elsewhere');
  }
}
