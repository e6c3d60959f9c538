import type { Absence } from '#domain/post.ts';

const GONE = '[deleted]';
const byAuthor = new Set(['deleted', 'author']);

/**
 * What Reddit leaves of a post: `removed_by_category` names who took it away; before there was that, `[removed]` stands
 * for a moderator and `[deleted]` for the author. An author of that name over words that are still there is an account
 * that is gone. Null where the post is whole.
 */
export function absenceOf(thing: {
  author: string;
  text: string;
  removedBy?: string | null;
}): Absence | null {
  const { author, removedBy } = thing;
  const text = thing.text.trim();
  if (removedBy) return byAuthor.has(removedBy) ? 'deleted' : 'removed';
  if (text === '[removed]' || /^\[ ?removed by reddit ?\]/i.test(text)) return 'removed';
  if (author !== GONE) return null;
  return text === GONE || text === '[deleted by user]' ? 'deleted' : 'account-gone';
}

/** Reasons of an error in JSON: why nobody may see the community. */
const reasons = new Map<string, Absence>([
  ['private', 'protected'],
  ['gold_only', 'protected'],
  ['employees_only', 'protected'],
  ['quarantined', 'login-gated'],
  ['gated', 'login-gated'],
  ['banned', 'removed'],
]);

export function absenceOfReason(reason: string | null | undefined): Absence | null {
  return reasons.get(reason ?? '') ?? null;
}
