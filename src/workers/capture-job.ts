import type { CaptureJob } from '#capture/job.ts';
import type { CaptureEnd, CaptureWork } from '#catalogue/catalogue.ts';
import { LeaseLostError } from '#domain/errors.ts';
import type { Logger } from '#logger.ts';
import type { JobHandler } from '#queue/queue.ts';
import { takeClaim } from './claim.ts';
import { timingOf, type WorkerDependencies } from './dependencies.ts';
import { manifestWithout } from './end-manifest.ts';
import { handBack } from './hand-back.ts';
import { withLease } from './lease.ts';
import { progressReporter } from './progress.ts';

/** Makes one capture. The job may run twice at a time; the token lets one of them commit. */
export function captureJob(dependencies: WorkerDependencies): JobHandler {
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
      startedAt: dependencies.clock.now(),
      patienceUntil: new Date(Date.parse(work.firstTriedAt) + dependencies.patienceMs),
    };
    const renew = () => captures.renew(captureId, token, leaseMs);
    try {
      await withLease({ ...held, leaseMs, renew, signal }, (leased) => captureAndCommit(held, leased));
    } catch (error) {
      const { attempts } = work;
      await handBack(
        { ...held, error, signal, attempts, now: held.clock.now(), firstBackoffMs },
        {
          ...held,
          release: (again) => captures.release(captureId, token, again),
          end: (outcome, reason) => commitWithout(held, outcome, reason),
        },
      );
    }
  };
}

interface HeldCapture extends WorkerDependencies {
  token: number;
  work: CaptureWork;
  startedAt: Date;
  patienceUntil: Date;
  logger: Logger;
}

async function captureAndCommit(held: HeldCapture, signal: AbortSignal): Promise<void> {
  const { catalogue, work, token, logger } = held;
  const post = await catalogue.posts.get(work.postId);
  const progress = progressReporter(
    (rung, fraction) => catalogue.captures.reportProgress(work.captureId, token, rung, fraction),
    logger,
  );
  const job = describeJob(held, post?.quotation ?? null, progress.report);
  try {
    const { manifest, manifestSha256, state } = await held.capture(job, signal);
    signal.throwIfAborted();
    await commit(held, { manifest, manifestSha256, state });
  } finally {
    await progress.settled();
  }
}

function describeJob(
  { catalogue, work, token, patienceUntil }: HeldCapture,
  quotation: CaptureJob['quotation'],
  onProgress: CaptureJob['onProgress'],
): CaptureJob {
  return {
    work,
    quotation,
    patienceUntil,
    onIdentified: (identity) => catalogue.posts.merge(work.postId, identity, { captureId: work.captureId }),
    async onRung(rung) {
      if (!(await catalogue.captures.saveRung(work.captureId, token, rung))) {
        throw new LeaseLostError('the capture was taken by another worker');
      }
    },
    onProgress,
  };
}

/** The pointer follows the commit; where that fails, the sweep writes it. */
async function commit(
  { catalogue, publishOutbox, logger, token, work }: HeldCapture,
  end: CaptureEnd,
): Promise<void> {
  const { committed, outboxId } = await catalogue.captures.commit(work.captureId, token, end);
  if (!committed) {
    throw new LeaseLostError('the capture was taken by another worker before it was committed');
  }
  logger.info({ outcome: end.manifest.outcome, state: end.state }, 'capture committed');
  if (outboxId === null) {
    return;
  }
  try {
    await publishOutbox(outboxId);
  } catch (error) {
    logger.warn({ err: error, outboxId }, 'pointer left to the sweep');
  }
}

async function commitWithout(
  held: HeldCapture,
  outcome: 'blocked' | 'failed',
  reason: string,
): Promise<void> {
  // What the capture began with may be an alias by now.
  const post = await held.catalogue.posts.get(held.work.postId);
  const { postId, canonicalUrl } = post ?? held.work;
  const work = { ...held.work, postId, canonicalUrl };
  const manifest = manifestWithout({ ...held, work, outcome, reason, finishedAt: held.clock.now() });
  const { sha256 } = await held.writeManifest(manifest);
  try {
    await commit(held, { manifest, manifestSha256: sha256, state: 'unknown' });
  } catch (error) {
    if (!(error instanceof LeaseLostError)) {
      throw error;
    }
    held.logger.info({ err: error }, 'capture ended elsewhere');
  }
}
