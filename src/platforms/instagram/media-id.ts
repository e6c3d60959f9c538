const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const EPOCH_MS = 1_314_220_021_721n;
/** Codes of private posts carry a key behind the media id. */
const CODE_CHARACTERS = 11;
const FIRST_TIMED = 1n << 23n;

/** A code of `/p/<code>` is the media id, written in base 64. Threads numbers its posts alike. */
export function mediaIdOf(code: string): bigint | null {
  if (!/^[A-Za-z0-9_-]{5,60}$/.test(code)) return null;
  let id = 0n;
  for (const character of code.slice(0, CODE_CHARACTERS)) id = id * 64n + BigInt(ALPHABET.indexOf(character));
  return id;
}

/** The code of a media id in decimal digits, `_<owner>` behind it or not; null for what is none. */
export function codeOfMediaId(mediaId: string): string | null {
  const digits = /^(\d{8,20})(?:_\d+)?$/.exec(mediaId)?.[1];
  if (digits === undefined) return null;
  let code = '';
  for (let rest = BigInt(digits); rest > 0n; rest /= 64n) code = ALPHABET.charAt(Number(rest % 64n)) + code;
  return code.length >= 5 ? code : null;
}

/** When the media was uploaded (for films, when that began), RFC 3339. */
export function timeOfCode(code: string): string | null {
  const id = mediaIdOf(code);
  if (id === null || id < FIRST_TIMED) return null;
  return new Date(Number((id >> 23n) + EPOCH_MS)).toISOString();
}
