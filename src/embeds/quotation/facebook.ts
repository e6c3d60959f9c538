import type { Quotation } from '#domain/embed.ts';
import { type HtmlDocument, textWithin } from '#domain/html.ts';
import { dateAtStart } from './dates.ts';
import type { QuotedNodes } from './quoted-nodes.ts';
import { wordsOf } from './words.ts';

/** `<p>words</p>Posted by <a>Name</a> on <a>Monday, February 7, 2022</a>`: the last two links are author and date. */
export function readFacebook({ document, start, end }: QuotedNodes): Quotation | null {
  const links: number[] = [];
  const paragraphs: { words: string; from: number; to: number }[] = [];
  for (let index = start + 1; index < end; index += 1) {
    const node = document.nodes[index];
    if (node?.kind !== 'element') continue;
    if (node.name === 'a') links.push(index);
    // One in another is not read twice.
    if (node.name !== 'p' || index < (paragraphs.at(-1)?.to ?? 0)) continue;
    const to = Math.min(node.end, end);
    paragraphs.push({ words: textWithin(document, index + 1, to), from: index, to });
  }
  const date = dateAtStart(linkWords(document, links.at(-1), end))?.date ?? null;
  const author = date === null ? undefined : links.at(-2);
  const words = paragraphs
    .filter(({ from, to }) => author === undefined || author < from || author >= to)
    .map((paragraph) => paragraph.words);
  const text = wordsOf(words.join('\n'));
  if (text === null && author === undefined) return null;
  return { text, authorName: linkWords(document, author, end) || null, authorHandle: null, date };
}

function linkWords(document: HtmlDocument, index: number | undefined, end: number): string {
  const node = index === undefined ? undefined : document.nodes[index];
  if (index === undefined || node?.kind !== 'element') return '';
  return textWithin(document, index + 1, Math.min(node.end, end));
}
