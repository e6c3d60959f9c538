import { languageOf } from './language.ts';

/** What of the words before a signature is the quotation. */
export interface Extent {
  text: string;
  /** How many whole paragraphs before the signature's own belong to it. */
  paragraphs: number;
  /** False where the end of the article's own prose is a judgement. */
  certain: boolean;
}

const MAX_PARAGRAPHS = 12;
/** X's own limit for a post of the classic kind, counted generously. */
const CLASSIC_CHARACTERS = 320;

/**
 * The quoted text runs back from the signature, across blank lines, to the nearest paragraph that is the article's own
 * prose: of the article's language where the quotation's is another, or one that introduces it.
 *
 * @param head what stands before the dash in the signature's own paragraph
 * @param before the paragraphs before that, nearest first
 * @param articleLanguage as `languageOf` tells it of a good part of the article
 */
export function extentOf(head: string, before: Iterable<string>, articleLanguage: string | null): Extent {
  const paragraphs = before[Symbol.iterator]();
  const own = head.trim();
  let quoted: string[] = [];
  let taken = 0;
  if (own.length > 0) {
    const trimmed = trimProse(own, articleLanguage);
    if (trimmed.length < own.length) return { text: trimmed, paragraphs: 0, certain: false };
    quoted = [own];
  } else {
    const nearest = paragraphs.next();
    if (nearest.done) return { text: '', paragraphs: 0, certain: false };
    quoted = [nearest.value];
    taken = 1;
  }
  let certain = true;
  while (taken < MAX_PARAGRAPHS) {
    const next = paragraphs.next();
    if (next.done) break;
    const belonging = belongs(next.value, quoted, articleLanguage);
    if (belonging === 'no') break;
    certain &&= belonging === 'yes';
    quoted.unshift(next.value);
    taken += 1;
  }
  return { text: quoted.join('\n'), paragraphs: taken, certain };
}

function belongs(
  paragraph: string,
  quoted: string[],
  articleLanguage: string | null,
): 'yes' | 'perhaps' | 'no' {
  if (introduces(paragraph)) return 'no';
  const language = languageOf(paragraph);
  const quotedLanguage = languageOf(quoted.join('\n'));
  const isForeign = quotedLanguage !== null && articleLanguage !== null && quotedLanguage !== articleLanguage;
  if (isForeign) {
    if (language === quotedLanguage) return 'yes';
    return language === null && isPostLike(paragraph) ? 'perhaps' : 'no';
  }
  if (language !== null && language !== quotedLanguage && quotedLanguage !== null) return 'no';
  const length = [paragraph, ...quoted].join('\n').length;
  const continues = /^[\p{Ll}#@]/u.test(quoted[0] ?? '');
  return continues && isPostLike(paragraph) && length <= CLASSIC_CHARACTERS ? 'perhaps' : 'no';
}

/** `See tweets :` is the article speaking. */
function introduces(paragraph: string): boolean {
  return /[:：]\s*$/.test(paragraph.slice(-20));
}

/** Carries what posts carry and prose seldom does. */
function isPostLike(paragraph: string): boolean {
  return (
    paragraph.length <= CLASSIC_CHARACTERS &&
    /[#@][\p{L}\p{N}_]|\p{Extended_Pictographic}|https:\/\/t\.co\//u.test(paragraph)
  );
}

/**
 * Where paragraphs were lost too, prose and quotation are one run of sentences: it is cut behind the last sentence of the
 * article's language, or to the length of a post where both have one language.
 */
function trimProse(text: string, articleLanguage: string | null): string {
  const sentences = sentencesOf(text);
  if (sentences.length < 2) return text;
  const quotedLanguage = languageAtEnd(sentences);
  const isForeign = quotedLanguage !== null && articleLanguage !== null && quotedLanguage !== articleLanguage;
  if (!isForeign && text.length <= CLASSIC_CHARACTERS) return text;
  const kept: string[] = [];
  for (const sentence of sentences.toReversed()) {
    const length = kept.join('').length + sentence.length;
    if (kept.length > 0 && isForeign && languageOf(sentence) === articleLanguage) break;
    if (kept.length > 0 && !isForeign && length > CLASSIC_CHARACTERS) break;
    kept.unshift(sentence);
    if (introduces(kept[0] ?? '') && kept.length > 1) {
      kept.shift();
      break;
    }
  }
  return kept.join('').trim();
}

/** Of the fewest sentences at the end that tell a language; short ones and the media link tell none. */
function languageAtEnd(sentences: string[]): string | null {
  for (let count = 1; count <= 3; count += 1) {
    const language = languageOf(sentences.slice(-count).join(''));
    if (language !== null) return language;
  }
  return null;
}

function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let from = 0;
  for (const match of text.matchAll(/[.!?…。！？](?:["'»”’)]{1,3})?\s{1,3}|[。！？]|\n/g)) {
    const end = match.index + match[0].length;
    sentences.push(text.slice(from, end));
    from = end;
  }
  if (from < text.length) sentences.push(text.slice(from));
  return sentences.filter((sentence) => sentence.trim().length > 0);
}
