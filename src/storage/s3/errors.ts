import { StopWorkerError, StorageAwayError, TryLaterError } from '#domain/errors.ts';

const tryAgainAfterMs = 30_000;

/** Somebody must change the configuration, the rights or the bucket. */
const refusals = new Set([
  'AccessDenied',
  'AuthorizationHeaderMalformed',
  'CredentialsProviderError',
  'ExpiredToken',
  'InvalidAccessKeyId',
  'NoSuchBucket',
  'PermanentRedirect',
  'SignatureDoesNotMatch',
  'TokenProviderError',
]);

const fullnesses = new Set(['InsufficientStorage', 'QuotaExceeded', 'XMinioStorageFull']);

/** The bytes or the request suffered on the way: the same again may do better, though the SDK does not try. */
const sufferings = new Set([
  'BadDigest',
  'ConditionalRequestConflict',
  'IncompleteBody',
  'InvalidDigest',
  'OperationAborted',
  'XAmzContentChecksumMismatch',
  'XAmzContentSHA256Mismatch',
]);

/** What a server answered, or null where an error is not from the SDK or nothing was answered. */
export function statusOf(error: unknown): number | null {
  return metadataOf(error)?.httpStatusCode ?? null;
}

/** Worth the same request again at once, besides what the SDK repeats by itself. */
export function maySucceedAgain(error: unknown): boolean {
  const metadata = metadataOf(error);
  const status = statusOf(error);
  const isRepeated = (metadata?.attempts ?? 1) > 1;
  // 200 and an error: the answer broke off, or was no XML.
  const unanswered = metadata !== null && !isRepeated && (status === null || status < 300);
  return !refusals.has(nameOf(error)) && (unanswered || sufferings.has(nameOf(error)));
}

/** Named for what the queue should do; what is neither a refusal nor an outage comes back as it is. */
export function asStorageError(error: unknown, storage: string, request: string): unknown {
  if (error instanceof StopWorkerError || error instanceof TryLaterError) {
    return error;
  }
  const name = nameOf(error);
  const status = statusOf(error);
  const text = error instanceof Error ? error.message : String(error);
  if (/region is missing/i.test(text)) {
    const mending = 'add ?region=… to its URL or set AWS_REGION';
    return new StopWorkerError(`The storage ${storage} has no region: ${mending}.`, { cause: error });
  }
  if (fullnesses.has(name) || status === 507) {
    return new StopWorkerError(`The storage ${storage} is full: ${text}`, { cause: error });
  }
  if (refusals.has(name) || status === 401 || status === 403) {
    return new StopWorkerError(`The storage ${storage} refuses (${name}): ${text}`, { cause: error });
  }
  const overloaded = status === 408 || status === 429 || (status !== null && status >= 500 && status !== 501);
  const passing = status === null || status < 300 || overloaded;
  if (metadataOf(error) !== null && (passing || sufferings.has(name))) {
    return unanswering(`${storage} (${request})`, error);
  }
  return error;
}

export function unanswering(storage: string, cause: unknown): StorageAwayError {
  const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  const message = `The storage ${storage} does not answer as it should (${why}).`;
  return new StorageAwayError(message, tryAgainAfterMs, { cause });
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** The SDK puts it on whatever went wrong after a request was built, a broken socket too. */
function metadataOf(error: unknown): { httpStatusCode?: number; attempts?: number } | null {
  if (!(error instanceof Error)) {
    return null;
  }
  if ('$metadata' in error && typeof error.$metadata === 'object' && error.$metadata !== null) {
    return error.$metadata;
  }
  return error.name === 'CredentialsProviderError' ? {} : null;
}
