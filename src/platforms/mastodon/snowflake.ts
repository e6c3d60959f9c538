/** Ids from before 2017 were counted. */
const EARLIEST_MS = Date.UTC(2016, 0, 1);
const LATEST_MS = Date.UTC(2100, 0, 1);

/**
 * The time in an id: milliseconds above 16 bits. Of a post from another server it is about when this server first saw it.
 * Null for ids that carry none.
 */
export function timeOfId(id: string): string | null {
  if (!/^[1-9]\d{14,19}$/.test(id)) return null;
  const milliseconds = Number(BigInt(id) >> 16n);
  if (milliseconds < EARLIEST_MS || milliseconds > LATEST_MS) return null;
  return new Date(milliseconds).toISOString();
}
