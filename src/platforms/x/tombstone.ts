import type { Absence } from '#domain/post.ts';
import type { ReasonFields, TombstoneAnswer } from './schemas.ts';

export interface TombstoneReason {
  absence: Absence;
  /** False where the tombstone says no more than that the post is not shown. */
  positive: boolean;
}

/** Reasons as the platform's own codes, letters only. */
const codes: readonly [pattern: RegExp, absence: Absence][] = [
  [/suspended/, 'suspended'],
  [/protected|private/, 'protected'],
  [/nsfw|agerestrict|ageverif|underage|statedage|adult/, 'age-gated'],
  [/deactivated|offboarded|accountgone|accountdeleted|userdeleted|nolongerexists/, 'account-gone'],
  [/bounce|violat|policy|rules/, 'removed'],
  [/withheld|legaldemand|geo/, 'geo-blocked'],
  [/deleted/, 'deleted'],
];

/** Post and Tweet, X and Twitter, straight and curly apostrophes: the words have changed with the name. */
const words: readonly [pattern: RegExp, absence: Absence][] = [
  [/\bsuspended account\b|\baccount (?:has been|was|is) suspended\b/, 'suspended'],
  [/\baccount that no longer exists\b|\baccount (?:doesn't|does not|no longer) exists?\b/, 'account-gone'],
  [/\bdeleted by (?:the|its) (?:post |tweet )?author\b/, 'deleted'],
  [
    /\blimits who can (?:view|see) (?:their|its) (?:posts|tweets)\b|\bprotected (?:posts|tweets|account)\b/,
    'protected',
  ],
  [/\bage[- ]restricted\b|\badult content\b|\bunder 18\b|\bconfirm your age\b/, 'age-gated'],
  [/\bviolat(?:ed|es|ing) the (?:x|twitter) rules\b/, 'removed'],
  [/\breport (?:from|by) the copyright (?:holder|owner)\b|\bcopyright\b/, 'removed'],
  [/\bwithheld\b|\blegal demand\b|\bnot available in your (?:country|region)\b/, 'geo-blocked'],
];
const unspecific = /\b(?:post|tweet) is (?:unavailable|not available|no longer available)\b/;

/** Structure first, words second; null where neither is known, so that a new tombstone is not guessed at. */
export function reasonOf(answer: TombstoneAnswer): TombstoneReason | null {
  for (const code of codesOf(answer)) {
    const reason = reasonOfCode(code);
    if (reason !== null) return reason;
  }
  const text = textOf(answer).toLowerCase().replace(/[‘’ʼ]/g, "'").replace(/\s+/g, ' ');
  const known = words.find(([pattern]) => pattern.test(text));
  if (known !== undefined) return { absence: known[1], positive: true };
  return unspecific.test(text) ? { absence: 'not-found', positive: false } : null;
}

/** `NsfwLoggedOut`, `Suspended`, `BounceDeleted`, …: null where it is not known. */
export function reasonOfCode(code: string): TombstoneReason | null {
  const letters = code.toLowerCase().replace(/[^a-z]/g, '');
  const known = codes.find(([pattern]) => pattern.test(letters));
  return known === undefined ? null : { absence: known[1], positive: true };
}

export function textOf(answer: TombstoneAnswer): string {
  return answer.tombstone.text?.text ?? '';
}

function codesOf(answer: TombstoneAnswer): string[] {
  const text = answer.tombstone.text;
  const holders: ReasonFields[] = [answer, answer.tombstone];
  if (text !== undefined) holders.push(text);
  for (const entity of text?.entities ?? []) {
    holders.push(entity);
    if (entity.ref !== undefined) holders.push(entity.ref);
  }
  return holders
    .flatMap((holder) => [
      holder.reason,
      holder.tombstoneReason,
      holder.tweetUnavailableReason,
      holder.visibilityReason,
    ])
    .filter((code) => code !== undefined);
}
