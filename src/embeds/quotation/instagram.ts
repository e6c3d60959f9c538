import type { Quotation } from '#domain/embed.ts';
import { textWithin } from '#domain/html.ts';
import { dateAtStart } from './dates.ts';
import type { QuotedNodes } from './quoted-nodes.ts';
import { wordsOf } from './words.ts';

/** How the line begins that names the author; what stands before the name in the languages of its embeds. */
const sharedBy =
  /^(?:a (?:post|photo|video|reel) (?:shared|posted) by|(?:ein )?(?:beitrag|von) ?(?:geteilt|gepostet)?(?: von)?|ein (?:von|foto|video)[^(]{0,30}?(?:geteilte[rs]? (?:beitrag|foto)|gepostet von|von)|une (?:publication|photo|vidéo) (?:partagée|publiée) par|una publicación (?:compartida|de)(?: (?:de|por))?|un post condiviso da|(?:uma )?(?:publicação|foto|vídeo) (?:compartilhad|partilhad|publicad)[ao] por|een (?:bericht|foto) (?:dat is )?gedeeld door|post udostępniony przez|публикация от|публікація від|příspěvek sdílený|un post distribuit de|تمت مشاركة منشور بواسطة|منشور تمت مشاركته بواسطة|view profile)\s*/iu;
const signed = /^(.{0,160}?)\s?[(（]@([\w.]{1,30})[)）](.{0,160})/su;

/** `<p>caption</p><p>A post shared by Name (@handle) on <time datetime="…">…</time></p>`, in many languages. */
export function readInstagram({ document, start, end }: QuotedNodes): Quotation | null {
  const lines: string[] = [];
  let time: string | null = null;
  let linesEnd = 0;
  for (let index = start + 1; index < end; index += 1) {
    const node = document.nodes[index];
    if (node?.kind !== 'element') continue;
    if (node.name === 'time')
      time ??= dateAtStart(node.attributes.datetime?.slice(0, 10) ?? '')?.date ?? null;
    // One in another is not read twice.
    if (node.name !== 'p' || index < linesEnd) continue;
    linesEnd = Math.min(node.end, end);
    lines.push(textWithin(document, index + 1, linesEnd));
  }
  const at = lines.findLastIndex((line) => signed.test(line));
  const match = at < 0 ? null : signed.exec(lines[at] ?? '');
  const name = match?.[1]?.replace(sharedBy, '').trim();
  const after = match?.[3]?.replace(/^\s*(?:on|am|le|el|em|il|op|em|в)\s+/i, '') ?? '';
  const quotation: Quotation = {
    text: wordsOf(lines.slice(0, Math.max(at, 0)).filter(Boolean).join('\n')),
    authorName: name || null,
    authorHandle: match?.[2] ?? null,
    date: time ?? dateAtStart(after)?.date ?? null,
  };
  return Object.values(quotation).every((value) => value === null) ? null : quotation;
}
