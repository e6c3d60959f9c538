import { StopWorkerError } from '#domain/errors.ts';

const fullOrReadOnly: Record<string, string> = {
  ENOSPC: 'The disk is full',
  EDQUOT: 'The disk quota is used up',
  EROFS: 'The disk is mounted read-only',
};

/** A full or read-only disk stops the worker, whatever the post; any other error comes back as it is. */
export function asDiskError(error: unknown, directory: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const sentence = fullOrReadOnly[code];
  return sentence === undefined
    ? error
    : new StopWorkerError(`${sentence}: nothing can be written beneath ${directory}.`, { cause: error });
}
