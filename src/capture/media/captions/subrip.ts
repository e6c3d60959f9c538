import { type Cue, readCues, subripTiming } from './cues.ts';

/** By how it begins: a number and a line of times, or the times alone. No page of HTML begins so. */
export function isSubrip(text: string): boolean {
  const [first = '', second = ''] = text.trimStart().split(/\r\n|\r|\n/, 2);
  return subripTiming.test(first) || (/^\d+\s*$/.test(first) && subripTiming.test(second));
}

/** SubRip's cues in WebVTT's markup. Its places are those of a film's frame that is not ours, so they are left out. */
export function cuesOfSubrip(text: string): Cue[] {
  return readCues(text, subripTiming).map((cue) => ({
    ...cue,
    settings: '',
    lines: cue.lines.map(markupOf),
  }));
}

/** Bold, italics and underline are common to both; the rest is words. */
function markupOf(line: string): string {
  return line
    .replaceAll(/\{\\[^}]*\}|<\/?font\b[^>]*>/gi, '')
    .replaceAll(/&(?!(?:amp|lt|gt|nbsp|lrm|rlm|#\d{1,7});)/g, '&amp;')
    .replaceAll(/<\/?[biu]>|<|>/gi, (found) => plainTags.get(found) ?? found.toLowerCase());
}

const plainTags = new Map([
  ['<', '&lt;'],
  ['>', '&gt;'],
]);
