import type { Absence } from '#domain/post.ts';
import type { ErrorAnswer } from './schemas.ts';

/** The platform's own codes of refused access (developers.dailymotion.com, video access errors). */
const codes: ReadonlyMap<string, Absence> = new Map([
  ['DM002', 'deleted'],
  ['DM004', 'removed'],
  ['DM005', 'removed'],
  ['DM007', 'geo-blocked'],
  ['DM008', 'age-gated'],
  ['DM009', 'age-gated'],
  ['DM010', 'protected'],
  ['DM014', 'protected'],
]);

/** Words where the code is unknown; the reason before the consequence. */
const reasons: readonly [pattern: RegExp, absence: Absence][] = [
  [/\bgeo|your (?:country|region|location|territory)/, 'geo-blocked'],
  [/\bpassword\b|\bprivate\b/, 'protected'],
  [/account (?:has been |is )?(?:suspended|terminated|disabled)/, 'suspended'],
  [/copyright|rejected|terms of use|breach|infring|prohibited/, 'removed'],
  [/deleted|removed by (?:its|the) (?:owner|author|user)/, 'deleted'],
  [/explicit|mature|age[- ]restrict|adult/, 'age-gated'],
  [/not found|can't find|cannot be found|does(?:n't| not) exist|no longer (?:available|exists)/, 'not-found'],
];

/** Why the player refuses a video; null where it says nothing that we know. */
export function absenceOf(error: ErrorAnswer): Absence | null {
  const words = wordsOf(error).toLowerCase().replace(/[‘’ʼ]/g, "'");
  const known = codes.get(String(error.code ?? '').toUpperCase());
  if (known !== undefined) return known;
  const reason = reasons.find(([pattern]) => pattern.test(words));
  if (reason !== undefined) return reason[1];
  return error.status_code === 404 || error.type === 'not_found' ? 'not-found' : null;
}

export function wordsOf({ code, title, message, raw_message: raw }: ErrorAnswer): string {
  const all = [code, title, message, raw].filter((words) => words !== null && words !== undefined);
  return [...new Set(all.map(String))].join(' · ');
}
