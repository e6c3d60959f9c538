import { newId } from '#domain/ids.ts';
import type { Submission } from '#domain/submission.ts';

/** A submission that no person wrote: what is not given is as usual, behind those that somebody waits for. */
export function machineSubmission(
  now: Date,
  given: Partial<Submission> & Pick<Submission, 'origin' | 'restricted' | 'url'>,
): Submission {
  return {
    id: newId(now),
    createdAt: now.toISOString(),
    articleUrl: null,
    tags: [],
    collection: null,
    note: null,
    externalId: null,
    watch: true,
    priority: 'bulk',
    maxAgeSeconds: 3600,
    links: false,
    embeds: [],
    ...given,
  };
}
