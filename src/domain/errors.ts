/** Errors are named for what the queue should do next. What happened to a post is a value, never an error. */

/** Try again after a while; costs no attempt (rate limited, walled, host down). */
export class TryLaterError extends Error {
  override readonly name: string = 'TryLaterError';
  readonly retryAfterMs: number;

  constructor(message: string, retryAfterMs: number, options?: ErrorOptions) {
    super(message, options);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Our own storage does not answer. That says nothing about a post, so however long it lasts, nothing ends by it. */
export class StorageAwayError extends TryLaterError {
  override readonly name = 'StorageAwayError';
}

/**
 * Our own database does not answer. What it was asked for may have been done: a commit whose answer was lost is one. Says nothing
 * about a post either.
 */
export class CatalogueAwayError extends Error {
  override readonly name = 'CatalogueAwayError';
}

/** Can never work; trying again is a waste (a refused address, a URL that is no URL). */
export class GiveUpError extends Error {
  override readonly name = 'GiveUpError';
}

/** This worker cannot go on: the disk is full, the catalogue is gone. The job is handed back untouched. */
export class StopWorkerError extends Error {
  override readonly name = 'StopWorkerError';
}

/** The work lost its right to commit: the lease ran out and another worker holds the capture. */
export class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/** What is to be relied on is being removed from storage as garbage, or was a moment ago: it has to be looked for. */
export class CollectedObjectsError extends Error {
  override readonly name = 'CollectedObjectsError';
  /** Hashes. */
  readonly objects: readonly string[];

  constructor(objects: readonly string[]) {
    super(`collected as garbage in the same moment: ${objects.join(', ')}`);
    this.objects = objects;
  }
}

/** Storage has not, or not whole, what is held by its manifest. */
export class DamagedStorageError extends Error {
  override readonly name = 'DamagedStorageError';
}

/** Input a person can mend: says where (`path`, as in `urls.3`) and how. */
export class InvalidInputError extends Error {
  override readonly name = 'InvalidInputError';
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** A setting a person can mend: every problem names the variable, what is wrong and an example. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly problems: string[];

  constructor(problems: string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}
