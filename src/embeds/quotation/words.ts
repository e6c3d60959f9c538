/** What publishers put where the words were. */
const placeholder =
  /^(?:this )?(?:tweet|post) (?:may have been deleted|(?:is )?(?:unavailable|no longer available))\b/i;

/** The quoted words without the link to the post's own media, which ends them; nothing else is taken away. */
export function withoutTrailingMediaLink(text: string): string {
  const trimmed = text
    .trim()
    .replace(/\[image or embed\]$/i, '')
    .trimEnd();
  const link = /(?:https?:\/\/)?pic\.(?:twitter|x)\.com\/[A-Za-z0-9]{6,10}$/i.exec(trimmed.slice(-60));
  return link === null ? trimmed : trimmed.slice(0, -link[0].length).trimEnd();
}

/** Null where nothing is left, or where the publisher speaks instead of the author. */
export function wordsOf(text: string): string | null {
  const words = withoutTrailingMediaLink(text);
  return words.length === 0 || placeholder.test(words) ? null : words;
}
