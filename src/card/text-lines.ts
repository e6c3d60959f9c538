/** How text is set: `widthPx` is that of a line, `fontPx` of the font. */
export interface TextSetting {
  widthPx: number;
  fontPx: number;
}

/**
 * How many lines a browser needs at most for this text, whichever common font it has: the widths are those of wide ones. A
 * line break in the text is one.
 */
export function countLines(text: string, setting: TextSetting): number {
  return text
    .split('\n')
    .filter((part) => part.trim() !== '')
    .reduce((lines, part) => lines + linesOf(part, setting), 0);
}

function linesOf(text: string, { widthPx, fontPx }: TextSetting): number {
  const room = Math.max(widthPx / fontPx, 1);
  let lines = 1;
  let used = 0;
  for (const [word] of text.trim().replace(joined, '').matchAll(unbroken)) {
    const width = widthOf(word);
    if (used > 0 && used + widthOf(word.trimEnd()) > room) {
      lines += 1;
      used = 0;
    }
    // A word wider than the line is broken anywhere.
    const whole = used + width;
    const more = Math.ceil(widthOf(word.trimEnd()) / room) - 1;
    lines += more;
    used = more > 0 ? width - more * room : whole;
  }
  return lines;
}

/** What stays on one line: a word with the blank after it; in scripts without blanks, a letter. */
const unbroken =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]\p{M}*|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])\S)+\s*|\s+/gu;

/** What follows a joiner is drawn into the picture before it: a family is as wide as a face. */
const joined = /\u200d\p{Extended_Pictographic}/gu;

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) {
    let known = widths.get(character);
    if (known === undefined) {
      known = classes.find(([pattern]) => pattern.test(character))?.[1] ?? 1;
      widths.set(character, known);
    }
    width += known;
  }
  return width;
}

/** By character; there are about 150,000 at most. */
const widths = new Map<string, number>();

/** Of a character, in ems; the first that fits. */
const classes: readonly (readonly [RegExp, number])[] = [
  [/\p{M}|\p{Cf}|\p{Emoji_Modifier}/u, 0],
  [/\s/u, 0.3],
  [/[ijlI.,:;'|!’‘()[\]]/, 0.33],
  [/[rtf"/\\“”-]/, 0.44],
  [/[mwMW@%&—…]/, 0.96],
  [/[A-Z#]/, 0.73],
  [/[\u{1f1e6}-\u{1f1ff}]/u, 0.7],
  [/\p{Extended_Pictographic}/u, 1.35],
  [/[\p{Script=Latin}\p{Nd}\p{ASCII}]/u, 0.63],
  [/\p{Script=Greek}/u, 0.66],
  [/\p{Script=Cyrillic}/u, 0.66],
  [/[\p{Script=Arabic}\p{Script=Hebrew}]/u, 0.6],
  [/[\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Thai}]/u, 0.72],
];
