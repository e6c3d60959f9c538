import { CatalogueAwayError, StopWorkerError } from '#domain/errors.ts';

/**
 * admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections: the server is going, coming or full of others. Besides
 * these all of class 08, connection_exception, which poolers answer with, too.
 */
const awayStates = new Set(['57P01', '57P02', '57P03', '53300']);

/** What Node says of a connection that cannot be had or broke. */
const awayCodes = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
]);

/** What `pg` and its pool say of the same, in words alone. */
const awayWords =
  /^(?:Connection terminated|timeout exceeded when trying to connect|timeout expired|Client (?:has encountered a connection error|was closed) and is not queryable)/;

/** Named for what to do next; what says nothing of the server comes back as it is. */
export function asDatabaseError(error: unknown): unknown {
  // disk_full: no transaction can be written, whatever it holds.
  if (sqlStateOf(error) === '53100') {
    return new StopWorkerError('The disk of the database is full.', { cause: error });
  }
  return error instanceof Error && isAway(error)
    ? new CatalogueAwayError(`The database does not answer (${error.message}).`, { cause: error })
    : error;
}

/** PostgreSQL's five-character code, where the error came from there. */
export function sqlStateOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}

function isAway(error: Error): boolean {
  const code = sqlStateOf(error) ?? '';
  // A socket in a folder that is gone with its server is ENOENT, as any file would be.
  const isUnconnected = 'syscall' in error && error.syscall === 'connect';
  const isState = /^08[0-9A-Z]{3}$/.test(code) || awayStates.has(code);
  return isState || isUnconnected || awayCodes.has(code) || awayWords.test(error.message);
}
