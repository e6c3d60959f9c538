/** TikTok's ids began to carry the time with its first posts; smaller numbers are none. */
const FIRST_SECOND = Date.UTC(2014, 0, 1) / 1000;

/** The second in which an id was made, a little before the post: its upper 32 bits. RFC 3339; null where it carries none. */
export function timeOfId(number: string): string | null {
  if (!/^\d{1,20}$/.test(number)) return null;
  const seconds = Number(BigInt(number) >> 32n);
  return seconds < FIRST_SECOND ? null : new Date(seconds * 1000).toISOString();
}
