import { InvalidInputError } from '#domain/errors.ts';

/** What every storage refuses alike, so that a name means the same file on disk and the same key in a bucket. */

const sha256Pattern = /^[0-9a-f]{64}$/;
// Lower case only: a file system that folds case must not make two keys one file.
const segmentPattern = /^[a-z0-9_-][a-z0-9._-]{0,199}$/;
const prefixPattern = /^[a-z0-9._/-]{0,1024}$/;
const longestKey = 1024;
const reservedSegments = new Set(['objects', 'tmp']);

/** Throws `InvalidInputError`. */
export function assertSha256(sha256: string): void {
  if (!sha256Pattern.test(sha256)) {
    throw new InvalidInputError('sha256', 'An object is named by its SHA-256, 64 lower-case hex digits.');
  }
}

export function isDocumentKey(key: string): boolean {
  const segments = key.split('/');
  const allowed = key.length <= longestKey && segments.every((segment) => segmentPattern.test(segment));
  return allowed && !reservedSegments.has(segments[0] ?? '');
}

/** Throws `InvalidInputError`. */
export function assertDocumentKey(key: string): void {
  if (!isDocumentKey(key)) {
    throw new InvalidInputError(
      'key',
      'A document key is segments of a-z, 0-9, dot, dash and underscore, joined by slashes; none begins with a dot.',
    );
  }
}

/** The beginning of keys; need not end at a slash. Throws `InvalidInputError`. */
export function assertDocumentPrefix(prefix: string): void {
  const hostile = prefix.startsWith('/') || prefix.split('/').some((segment) => segment.startsWith('.'));
  if (hostile || prefix.includes('//') || !prefixPattern.test(prefix)) {
    throw new InvalidInputError('prefix', 'A prefix is the beginning of document keys.');
  }
}
