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
