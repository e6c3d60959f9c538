const powers: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, b: 1e9 };

/**
 * The number before a word: `1,234 likes`, `104K likes`, `1.2M likes`, as exact as it is written. Null where the text has
 * none.
 *
 * @param what a regular expression of the word
 */
export function countOf(text: string, what: string): number | null {
  const match = new RegExp(`(\\d[\\d.,]{0,14})\\s?([KMB]?)\\s+${what}\\b`, 'i').exec(text);
  const [, written = '', unit = ''] = match ?? [];
  if (match === null) return null;
  const number = unit === '' ? written.replace(/[.,](?=\d{3}\b)/g, '') : written.replace(',', '.');
  const count = Math.round(Number(number) * (powers[unit.toLowerCase()] ?? 1));
  return Number.isFinite(count) ? count : null;
}
