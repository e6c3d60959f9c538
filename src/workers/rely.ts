import { CollectedObjectsError, TryLaterError } from '#domain/errors.ts';
import type { WorkerDependencies } from './dependencies.ts';

/** Removing takes moments. */
const againAfterMs = 5_000;

/**
 * Does what begins to rely on objects of storage. Where some of them were being removed as garbage in that moment, because
 * nothing referred to them yet, it is done once more if they are there, and else the work is tried again, which stores them anew.
 */
export async function relyOnObjects<T>(
  { catalogue, storage }: Pick<WorkerDependencies, 'catalogue' | 'storage'>,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof CollectedObjectsError)) {
      throw error;
    }
    for (const sha256 of error.objects) {
      const settledAt = await catalogue.garbage.settledAt(sha256);
      const isThere = settledAt !== null && (await storage.statObject(sha256)) !== null;
      if (!isThere || !(await catalogue.garbage.release(sha256, settledAt))) {
        throw new TryLaterError(error.message, againAfterMs, { cause: error });
      }
    }
    return await work();
  }
}
