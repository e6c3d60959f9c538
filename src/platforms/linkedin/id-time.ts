/** LinkedIn's ids of activities, shares and posts of users hold the milliseconds since 1970 in their upper 41 bits. */
const FIRST_MS = Date.UTC(2011, 0, 1);

/** RFC 3339; null for ids that carry no time. */
export function timeOfId(urn: string): string | null {
  const number = /^urn:li:(?:activity|ugcPost|share):(\d{1,20})$/.exec(urn)?.[1];
  if (number === undefined) return null;
  const milliseconds = Number(BigInt(number) >> 22n);
  return milliseconds < FIRST_MS ? null : new Date(milliseconds).toISOString();
}
