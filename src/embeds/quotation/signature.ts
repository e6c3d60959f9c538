import { dateAtStart } from './dates.ts';

/** `— Name (@handle) December 12, 2018`: how an embed of X signs, also after its markup is lost. */
export interface Signature {
  /** `[start, end)`: from the dash to the end of the date. */
  start: number;
  end: number;
  authorName: string | null;
  authorHandle: string;
  date: string | null;
}

const MAX_NAME_CHARACTERS = 100;
const MAX_AFTER_CHARACTERS = 120;

const handlePattern =
  /[(（]\s{0,2}[@＠]\s?([A-Za-z0-9_]{1,30}(?:[.-][A-Za-z0-9_-]{1,60}){0,6}(?:@[A-Za-z0-9-]{1,60}(?:\.[A-Za-z0-9-]{1,60}){1,5})?)\s{0,2}[)）]/g;
/** Also as the entities that a careless copy leaves. A plain hyphen is a dash only between spaces or at the start of a line. */
const dashPattern = /&(?:mdash|ndash|#8212|#8211|#x2014|#x2013);|[—–―‒]|--+|(?<=^|\n|\s)-(?=\s)/g;

/** All signatures in the text, in order. Those without a date need a media link before the dash, or a dash that begins a line. */
export function signaturesIn(text: string): Signature[] {
  const signatures: Signature[] = [];
  for (const match of text.matchAll(handlePattern)) {
    const from = Math.max(signatures.at(-1)?.end ?? 0, match.index - MAX_NAME_CHARACTERS);
    const before = text.slice(from, match.index);
    const dash = dashIn(before);
    if (dash === null) continue;
    const after = match.index + match[0].length;
    const found = dateAtStart(text.slice(after, after + MAX_AFTER_CHARACTERS).replace(/^[\s[(]+/, spaces));
    const start = from + dash.start;
    if (found === null && !signsWithoutDate(text, start)) continue;
    const name = before.slice(dash.end).replace(/\s+/g, ' ').trim();
    signatures.push({
      start,
      end: found === null ? after : after + found.end,
      authorName: name.length > 0 ? name : null,
      authorHandle: match[1] ?? '',
      date: found?.date ?? null,
    });
  }
  return signatures;
}

/** A Markdown link around the date opens with a bracket; indices stay. */
function spaces(opening: string): string {
  return ' '.repeat(opening.length);
}

/**
 * The dash that begins the signature. One at the start of the line wins, since names hold dashes too; then the last long
 * dash; then the last of any kind.
 */
function dashIn(before: string): { start: number; end: number } | null {
  const line = before.lastIndexOf('\n') + 1;
  const dashes = [...before.matchAll(dashPattern)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    isLong: /[—―]|mdash|8212|x2014/.test(match[0]),
    beginsLine: before.slice(line, match.index).trim() === '' && match.index >= line,
  }));
  return (
    dashes.find((dash) => dash.beginsLine) ?? dashes.findLast((dash) => dash.isLong) ?? dashes.at(-1) ?? null
  );
}

function signsWithoutDate(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - 60), start).trimEnd();
  return (
    /pic\.(?:twitter|x)\.com\/[A-Za-z0-9]+$/i.test(before) ||
    (text[start] === '—' && /(?:^|\n)\s*$/.test(text.slice(Math.max(0, start - 5), start)))
  );
}
