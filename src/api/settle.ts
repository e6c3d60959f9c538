import type { Accepted, SubmissionState } from '#catalogue/catalogue.ts';
import type { ApiDependencies } from './dependencies.ts';
import { Problem } from './plugins/problems.ts';

/** What must be true before the answer: on disk, where a power cut could lose the catalogue's last second. */
export async function settle(
  accepted: Accepted,
  {
    embedded,
    publishOutbox,
    wake,
    logger,
  }: Pick<ApiDependencies, 'embedded' | 'publishOutbox' | 'wake' | 'logger'>,
): Promise<SubmissionState> {
  switch (accepted.kind) {
    case 'key-reused-for-other-request':
      throw new Problem('idempotency-key-reused');
    case 'replayed':
      return accepted.submission;
    case 'accepted':
      logger.debug({ submissionId: accepted.submission.id }, 'submission accepted');
      if (embedded) {
        await publishOutbox([accepted.outboxId]);
      }
      wake();
      return accepted.submission;
  }
}
