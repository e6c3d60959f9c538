/** Ids below this were counted, not made from the time (before 4 November 2010). */
const FIRST_SNOWFLAKE = 29_700_000_000n;
const EPOCH_MS = 1_288_834_974_657n;

/** What a status id says of its time of posting, RFC 3339; null for ids that carry none. */
export function timeOfId(statusId: string): string | null {
  if (!/^\d{1,20}$/.test(statusId)) return null;
  const id = BigInt(statusId);
  if (id < FIRST_SNOWFLAKE) return null;
  return new Date(Number((id >> 22n) + EPOCH_MS)).toISOString();
}

/** What all ids begin with that were made in that time; nothing where they have nothing in common. */
export function digitsOfIdsBetween(fromMs: number, toMs: number): string {
  const [first, last] = [fromMs, toMs].map((ms) => String((BigInt(Math.max(ms, 0)) - EPOCH_MS) << 22n));
  if (first === undefined || last === undefined || first.length !== last.length) return '';
  let shared = 0;
  while (shared < first.length && first[shared] === last[shared]) shared += 1;
  return first.slice(0, shared);
}
