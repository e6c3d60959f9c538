import type { Quotation } from '#domain/embed.ts';
import type { PostRecord } from '#domain/record.ts';

/** A tsvector holds 1 MB; a page's text may be longer. */
const longestText = 200_000;

/** What a post is found by: its words, title and author, else the words that an article quotes. */
export function searchTextOf(record: PostRecord | null, quotation: Quotation | null): string {
  const parts = [
    record?.author.name,
    record?.author.handle,
    record?.title,
    record?.text,
    quotation?.authorName,
    quotation?.authorHandle,
    quotation?.text,
  ];
  return fold(parts.filter((part) => typeof part === 'string').join('\n')).slice(0, longestText);
}

/** A query in the same form, for `websearch_to_tsquery`. */
export function searchQueryOf(query: string): string {
  return withoutAccents(query)
    .replace(/[^\p{L}\p{N}\p{M}\s"-]+|(?<=[^\s"])-/gu, ' ')
    .replace(unspacedRun, (run) => ` "${[...run].join(' ')}" `);
}

/** Scripts written without spaces between words. */
const unspacedRun =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}\p{Script=Myanmar}]+/gu;

/**
 * PostgreSQL's parser takes a run without spaces for one word, so each of its characters becomes a word and a query for
 * several a phrase; punctuation goes, as that parser sees host names and the like in it. Done here rather than by the `unaccent` extension, which not every server lets one create.
 */
function fold(text: string): string {
  return withoutAccents(text)
    .replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')
    .replace(unspacedRun, (run) => ` ${[...run].join(' ')} `);
}

/** Latin, Greek and Cyrillic accents and Arabic vowel signs; the marks of other scripts are letters. */
function withoutAccents(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036F\u064B-\u0652\u0670]/gu, '')
    .normalize('NFKC')
    .toLowerCase();
}
