import type { FetchResponse } from '#domain/fetch.ts';
import type { Absence } from '#domain/post.ts';
import { jsonOf, type Question } from '../asking/ask.ts';
import { absent, type Finding, unknown } from '../asking/finding.ts';
import { errorSchema } from './schemas.ts';

/** The protocol's error names, of the AppView (getPostThread, getProfile) and of the author's own server. */
const absences: Readonly<Record<string, Absence>> = {
  NotFound: 'not-found',
  RecordNotFound: 'not-found',
  AccountTakedown: 'suspended',
  RepoTakendown: 'suspended',
  RepoSuspended: 'suspended',
  AccountDeactivated: 'account-gone',
  RepoDeactivated: 'account-gone',
  RepoNotFound: 'account-gone',
};
/** `InvalidRequest` is said of much, so its words decide. */
const invalid: readonly [words: RegExp, absence: Absence][] = [
  [/^profile not found\b|^could not find (?:repo|user|account)\b/i, 'account-gone'],
  [/^could not locate record\b|^post not found\b/i, 'not-found'],
];

/** Why an account is not active (com.atproto.sync.getRepoStatus); its other words are of servers that catch up. */
export const inactive: ReadonlyMap<string, Absence> = new Map([
  ['takendown', 'suspended'],
  ['suspended', 'suspended'],
  ['deactivated', 'account-gone'],
  ['deleted', 'account-gone'],
]);

/** An answer that is no 200: an absence only where the protocol names it, in its own JSON. */
export function readError(question: Question, response: FetchResponse): Finding {
  const { status } = response;
  if (status === 401 || status === 403) return unknown(question, response, 'walled', `HTTP ${status}`);
  const answer = errorSchema.safeParse(jsonOf(response));
  if (status !== 400 || !answer.success) return unknown(question, response, 'unreadable', `HTTP ${status}`);
  const { error, message = '' } = answer.data;
  const said = `${error}: ${message}`;
  const absence =
    error === 'InvalidRequest' ? invalid.find(([words]) => words.test(message))?.[1] : absences[error];
  if (absence === undefined) return unknown(question, response, 'unreadable', said);
  return absent(question, response, absence, absence !== 'not-found', said);
}
