import type { Quotation } from '#domain/embed.ts';
import { textWithin } from '#domain/html.ts';
import type { QuotedNodes } from './quoted-nodes.ts';
import { paragraphsIn } from './signed.ts';

/**
 * `<section><a title="@handle">@handle</a><p>caption</p><a>♬ sound</a></section>`, and since 2022 the caption without the
 * paragraph; it carries no date.
 */
export function readTiktok({ document, start, end }: QuotedNodes): Quotation | null {
  const whole = textWithin(document, start + 1, end);
  const handle = /^@([\w.]{1,40})/.exec(whole)?.[1] ?? null;
  const text = paragraphsIn(document, start, end).trim() || (handle === null ? '' : captionIn(whole, handle));
  if (text === '' && handle === null) return null;
  return { text: text || null, authorName: null, authorHandle: handle, date: null };
}

/** What stands between the author and the sound. */
function captionIn(whole: string, handle: string): string {
  const rest = whole.slice(handle.length + 1);
  const sound = rest.lastIndexOf('♬');
  return (sound < 0 ? rest : rest.slice(0, sound)).trim();
}
