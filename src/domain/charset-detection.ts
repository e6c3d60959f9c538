const SAMPLE_BYTES = 20_000;
/** Fewer letters beyond ASCII than this tell nothing. */
const MIN_HIGH_BYTES = 8;
/** A broken letter here and there does not make a text of another encoding. */
const MAX_BROKEN_SHARE = 0.1;
/** In the Latin languages accents stand alone among plain letters. */
const MIN_PAIR_SHARE = 0.3;
const MIN_KANA_SHARE = 0.2;
const MIN_SCORE = 0.5;

const kana = /[\u3041-\u30fc]/gu;
/** What a text of the encoding is full of: two bytes a letter in East Asia, elsewhere the most frequent small letters. */
const candidates: readonly { charset: string; frequent: RegExp; weight: number }[] = [
  { charset: 'euc-kr', frequent: /[\uac00-\ud7a3]/gu, weight: 2 },
  { charset: 'gb18030', frequent: /[\u4e00-\u9fff\u3001\u3002\uff0c]/gu, weight: 2 },
  { charset: 'big5', frequent: /[\u4e00-\u9fff\u3001\u3002\uff0c]/gu, weight: 2 },
  { charset: 'windows-1251', frequent: /[оеаинтсрвл]/gu, weight: 1.6 },
  { charset: 'koi8-r', frequent: /[оеаинтсрвл]/gu, weight: 1.6 },
  { charset: 'windows-1256', frequent: /[ايلمونترهب]/gu, weight: 1.6 },
  { charset: 'windows-1255', frequent: /[יוהלאתרםמב]/gu, weight: 1.6 },
  { charset: 'windows-1253', frequent: /[αοιετνσηρκόί]/gu, weight: 1.6 },
];
/** Characters that Chinese uses all the time: another encoding's bytes make them by chance only. */
const frequentHan = /[的一是不了在人有我他這这個个中來来上大為为和國国地到以說说時时要就出會会可也]/gu;

/** A guess at the encoding of bytes that are no valid UTF-8 and of which nobody says anything; windows-1252 where nothing tells. */
export function detectCharset(body: Uint8Array): string {
  const first = body.findIndex((byte) => byte >= 0x80);
  if (first < 0) return 'utf-8';
  const sample = body.subarray(first, first + SAMPLE_BYTES);
  const { high, pairs } = highBytesIn(sample);
  if (brokenIn(decoded(sample, 'utf-8')) < high * MAX_BROKEN_SHARE) return 'utf-8';
  if (high < MIN_HIGH_BYTES || pairs < high * MIN_PAIR_SHARE) return 'windows-1252';
  return japaneseCharset(sample, high) ?? bestOf(sample, high);
}

/** Kana are rare in what the bytes of other languages make, so they decide. */
function japaneseCharset(sample: Uint8Array, high: number): string | null {
  for (const charset of ['shift_jis', 'euc-jp']) {
    const text = decoded(sample, charset);
    const letters = high / 2;
    if (count(text, kana) > letters * MIN_KANA_SHARE && brokenIn(text) < letters * MAX_BROKEN_SHARE)
      return charset;
  }
  return null;
}

function bestOf(sample: Uint8Array, high: number): string {
  let best = { charset: 'windows-1252', score: MIN_SCORE };
  for (const { charset, frequent, weight } of candidates) {
    const text = decoded(sample, charset);
    const hits = count(text, frequent) + (weight === 2 ? count(text, frequentHan) : 0);
    const score = (hits * weight - 4 * brokenIn(text)) / high;
    if (score > best.score) best = { charset, score };
  }
  return best.charset;
}

function decoded(sample: Uint8Array, charset: string): string {
  return new TextDecoder(charset).decode(sample);
}

/** What no text holds: replacements, private characters, katakana of half width. */
function brokenIn(text: string): number {
  return count(text, /[\ufffd\ue000-\uf8ff\uff61-\uff9f]/gu);
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}

/** Bytes beyond ASCII, and how many of them follow another. */
function highBytesIn(sample: Uint8Array): { high: number; pairs: number } {
  let high = 0;
  let pairs = 0;
  let isAfterHigh = false;
  for (const byte of sample) {
    const isHigh = byte >= 0x80;
    if (isHigh) high += 1;
    if (isHigh && isAfterHigh) pairs += 1;
    isAfterHigh = isHigh;
  }
  return { high, pairs };
}
