import type { DueCopy } from '#catalogue/catalogue.ts';
import type { Saving } from '#recover/save-page-now.ts';
import type { WorkerDependencies } from './dependencies.ts';

/** The Wayback Machine works on a dozen for one account; others of the account want some too. */
const atATurn = 3;
const followEveryMs = 20_000;
const firstBackoffMs = 60_000;
const longestWaitMs = 6 * 3_600_000;
const mostAttempts = 6;

export type SecondCopyDependencies = Pick<
  WorkerDependencies,
  'catalogue' | 'secondArchive' | 'openScope' | 'notary' | 'clock' | 'logger'
>;

/** Hands what was captured to another archive, too, and attests where it has it. */
export function secondCopyTick(dependencies: SecondCopyDependencies): (signal: AbortSignal) => Promise<void> {
  const { catalogue, secondArchive, openScope, logger } = dependencies;
  return async (signal) => {
    if (secondArchive === null) {
      return;
    }
    for (const due of await catalogue.secondCopies.due(atATurn)) {
      await using scope = openScope(`second copy ${due.captureId}`);
      const saving =
        due.jobId === null
          ? await secondArchive.start(due.url, scope.fetch, signal)
          : await secondArchive.follow(due.jobId, scope.fetch, signal);
      logger.info({ captureId: due.captureId, saving: saving.kind }, 'second copy asked for');
      await writeDown(due, saving, dependencies);
    }
  };
}

async function writeDown(
  { captureId, manifestSha256, attempts }: DueCopy,
  saving: Saving,
  { catalogue: { secondCopies }, notary, clock, logger }: SecondCopyDependencies,
): Promise<void> {
  const backoffMs = Math.min(firstBackoffMs * 2 ** attempts, longestWaitMs);
  switch (saving.kind) {
    case 'started':
      return await secondCopies.started(captureId, saving.jobId, followEveryMs);
    case 'pending':
      return await secondCopies.postpone(captureId, followEveryMs, false);
    case 'wait':
      return await secondCopies.postpone(captureId, saving.retryAfterMs ?? backoffMs, false);
    case 'saved': {
      const at = clock.now().toISOString();
      await notary.attest(manifestSha256, 'second-copy', { url: saving.url });
      return await secondCopies.finish(captureId, saving.url, at);
    }
    case 'failed':
      logger.warn({ captureId, detail: saving.detail }, 'second copy refused');
      return attempts + 1 < mostAttempts
        ? await secondCopies.postpone(captureId, backoffMs, true)
        : await secondCopies.finish(captureId, null, clock.now().toISOString());
  }
}
