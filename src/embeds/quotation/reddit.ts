import type { Quotation } from '#domain/embed.ts';
import { textWithin } from '#domain/html.ts';
import type { QuotedNodes } from './quoted-nodes.ts';

/** `<a>title</a><br> by <a>u/name</a> in <a>sub</a>`; it carries no date. */
export function readReddit({ document, start, end }: QuotedNodes): Quotation | null {
  const whole = textWithin(document, start + 1, end);
  const by = /\s(?:by|from discussion|comment by|posted by)\s*(?:\[?\/?u\/([\w-]{1,40}))/i.exec(whole);
  const title = titleOf({ document, start, end });
  if (title === '' && by === null) return null;
  return { text: title || null, authorName: null, authorHandle: by?.[1] ?? null, date: null };
}

function titleOf({ document, start, end }: QuotedNodes): string {
  for (let index = start + 1; index < end; index += 1) {
    const node = document.nodes[index];
    if (node?.kind === 'element' && node.name === 'a') {
      const words = textWithin(document, index + 1, Math.min(node.end, end));
      return /^comment$/i.test(words) ? '' : words;
    }
  }
  return '';
}
