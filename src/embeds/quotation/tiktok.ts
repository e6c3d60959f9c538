import type { Quotation } from '#domain/embed.ts';
import { textWithin } from '#domain/html.ts';
import type { QuotedNodes } from './quoted-nodes.ts';
import { paragraphsIn } from './signed.ts';

/** `<section><a title="@handle">@handle</a><p>caption</p><a>♬ sound</a></section>`; it carries no date. */
export function readTiktok({ document, start, end }: QuotedNodes): Quotation | null {
  const text = paragraphsIn(document, start, end);
  const handle = /^@([\w.]{1,40})/.exec(textWithin(document, start + 1, end))?.[1] ?? null;
  if (text === '' && handle === null) return null;
  return { text: text || null, authorName: null, authorHandle: handle, date: null };
}
