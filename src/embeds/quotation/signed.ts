import type { Quotation } from '#domain/embed.ts';
import { type HtmlDocument, textWithin } from '#domain/html.ts';
import { dateAtStart } from './dates.ts';
import type { QuotedNodes } from './quoted-nodes.ts';
import { signaturesIn } from './signature.ts';
import { wordsOf } from './words.ts';

/** `<p>words</p>— Name (@handle) <a href="…">December 12, 2018</a>`: X and Bluesky. */
export function readSigned({ document, start, end }: QuotedNodes): Quotation | null {
  const text = textWithin(document, start + 1, end);
  const signature = signaturesIn(text).at(-1);
  const before =
    signature === undefined ? paragraphsIn(document, start, end) : text.slice(0, signature.start);
  const quotation: Quotation = {
    text: wordsOf(before),
    authorName: signature?.authorName ?? null,
    authorHandle: signature?.authorHandle ?? null,
    date: signature?.date ?? dateAtStart(lastLinkWords(document, start, end))?.date ?? null,
  };
  return Object.values(quotation).every((value) => value === null) ? null : quotation;
}

export function paragraphsIn(document: HtmlDocument, start: number, end: number): string {
  const paragraphs: string[] = [];
  for (let index = start + 1; index < end; index += 1) {
    const node = document.nodes[index];
    if (node?.kind !== 'element' || node.name !== 'p') continue;
    paragraphs.push(textWithin(document, index + 1, Math.min(node.end, end)));
    index = Math.max(index, Math.min(node.end, end) - 1);
  }
  return paragraphs.join('\n');
}

function lastLinkWords(document: HtmlDocument, start: number, end: number): string {
  for (let index = end - 1; index > start; index -= 1) {
    const node = document.nodes[index];
    if (node?.kind === 'element' && node.name === 'a') {
      return textWithin(document, index + 1, Math.min(node.end, end));
    }
  }
  return '';
}
