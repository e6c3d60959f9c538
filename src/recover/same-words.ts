/** Of the words that an article quotes, so many must be the post's. */
const sharedPart = 0.6;

/**
 * Whether an article's quotation is of this post: articles cut, drop links and change typography, so words are compared and
 * no characters. One without a word is confirmed by nothing.
 */
export function areSameWords(quoted: string | null, posted: string): boolean {
  const wanted = wordsOf(quoted ?? '');
  const found = new Set(wordsOf(posted));
  const shared = wanted.filter((word) => found.has(word)).length;
  return wanted.length > 0 && shared / wanted.length >= sharedPart;
}

function wordsOf(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/https?:\S+|\bpic\.(?:twitter|x)\.com\/\S+/g, ' ');
  // Scripts without spaces are compared by their characters.
  return plain.match(/[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]|[\p{L}\p{N}_]+/gu) ?? [];
}
