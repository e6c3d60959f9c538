const ALPHABET = '234567abcdefghijklmnopqrstuvwxyz';
/** The protocol's first posts. */
const EARLIEST_MS = Date.UTC(2022, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);

/**
 * The time in a record key that is a TID (13 characters of sortable base 32, microseconds above ten bits of clock id).
 * It is the author's own clock, so it can be false; null for keys that are no TID.
 */
export function timeOfTid(rkey: string): string | null {
  if (!/^[2-7a-j][2-7a-z]{12}$/.test(rkey)) return null;
  let number = 0n;
  for (const character of rkey) number = number * 32n + BigInt(ALPHABET.indexOf(character));
  const milliseconds = Number((number >> 10n) / 1000n);
  if (milliseconds < EARLIEST_MS || milliseconds > LATEST_MS) return null;
  return new Date(milliseconds).toISOString();
}
