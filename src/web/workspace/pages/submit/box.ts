import { looksLikeSheet, readSheet } from '#sheets/read-sheet.ts';

/** What was pasted, as `POST /v1/submissions` takes it. */
export type Boxed =
  | { kind: 'request'; body: Record<string, unknown> }
  /** Sent as `text/csv`. */
  | { kind: 'sheet'; text: string }
  | { kind: 'nothing' };

/**
 * Tells what somebody pasted: one address, several, the HTML of an article (whose address is `base`), a sheet with a column
 * of links, or text.
 */
export function readBox(pasted: string, base: string): Boxed {
  const text = pasted.trim();
  if (text === '') {
    return base === '' ? { kind: 'nothing' } : { kind: 'request', body: { url: base } };
  }
  const words = text.split(/\s+/);
  if (words.every(isAddress)) {
    return { kind: 'request', body: words.length === 1 ? { url: text } : { urls: words } };
  }
  if (articleMarkup.test(text)) {
    return { kind: 'request', body: { html: pasted, ...(base !== '' && { url: base }) } };
  }
  return looksLikeSheet(text) && readSheet(text).kind === 'sheet'
    ? { kind: 'sheet', text }
    : { kind: 'request', body: { text: pasted } };
}

const articleMarkup =
  /<(?:!doctype|html|body|article|main|p|div|blockquote|iframe|a|figure|section|script)\b[^>]*>/i;

function isAddress(word: string): boolean {
  return /^https?:\/\/[^\s<>"]+$/i.test(word);
}
