/**
 * PeerTube writes a video's UUID as 22 characters of base 58 (Flickr's alphabet) in its newer URLs, so both are one id
 * and no network is needed to tell.
 */
const alphabet = '123456789abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ';
const MAX_UUID = 2n ** 128n - 1n;

/** The UUID of a short id; null where it is none. */
export function uuidOfShortId(shortId: string): string | null {
  if (!/^[1-9A-HJ-NP-Za-km-z]{20,22}$/.test(shortId)) return null;
  let number = 0n;
  for (const character of shortId) number = number * 58n + BigInt(alphabet.indexOf(character));
  if (number > MAX_UUID) return null;
  const hex = number.toString(16).padStart(32, '0');
  const uuid = [8, 12, 16, 20, 32].map((end, index, ends) => hex.slice(ends[index - 1] ?? 0, end)).join('-');
  // Random and time-ordered UUIDs alone are given out; what decodes to another is some other site's word.
  return isVideoUuid(uuid) ? uuid : null;
}

/** Version 4 or 7 of the usual variant (RFC 9562), in lower case. */
export function isVideoUuid(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(text);
}
