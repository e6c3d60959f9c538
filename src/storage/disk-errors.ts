import { StopWorkerError, StorageAwayError } from '#domain/errors.ts';

const fullOrReadOnly: Record<string, string> = {
  ENOSPC: 'The disk is full',
  EDQUOT: 'The disk quota is used up',
  EROFS: 'The disk is mounted read-only',
};

/** A disk that failed to write once is asked again, not at once. */
const tryAgainAfterMs = 30_000;

/**
 * What a disk says tells nothing of a post: a full or read-only one stops the worker, an I/O error is waited out. Any other error
 * comes back as it is.
 */
export function asDiskError(error: unknown, directory: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const sentence = fullOrReadOnly[code];
  if (sentence !== undefined) {
    return new StopWorkerError(`${sentence}: nothing can be written beneath ${directory}.`, { cause: error });
  }
  return code === 'EIO'
    ? new StorageAwayError(`The disk failed beneath ${directory}: ${String(error)}.`, tryAgainAfterMs, {
        cause: error,
      })
    : error;
}
