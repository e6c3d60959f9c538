/**
 * Text from outside as it may be shown on a terminal: without control characters, which could move the cursor or forge
 * lines, and without bidirectional controls, which could show one thing and mean another.
 */
export function printable(text: string): string {
  return text.replace(unprintable, '');
}

/** The same in one line. */
export function oneLine(text: string, maxCharacters = 200): string {
  const characters = [...printable(text.replace(/\s+/g, ' ').trim())];
  return characters.length > maxCharacters
    ? `${characters.slice(0, maxCharacters - 1).join('')}…`
    : characters.join('');
}

/** Control, line separator and bidirectional characters, tab and line feed excepted. */
const unprintable = /(?![\t\n])[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/gu;

/** A line of the command's own answer. */
export function print(line: string): void {
  process.stdout.write(`${printable(line)}\n`);
}

/** JSON escapes what a terminal would obey, so it is written as it is. */
export function printJson(value: unknown): void {
  const json = JSON.stringify(value).replace(unprintable, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  process.stdout.write(`${json}\n`);
}

/** For a person, beside the answer. */
export function note(line: string): void {
  process.stderr.write(`${printable(line)}\n`);
}
