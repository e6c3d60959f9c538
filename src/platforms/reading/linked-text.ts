import { type HtmlDocument, isBlock, isUnread } from '#domain/html.ts';
import { parseHttpUrl } from '#domain/url.ts';

export interface LinkedText {
  text: string;
  /** `[start, end)` in UTF-16 units of `text`. */
  links: { url: string; start: number; end: number }[];
}

/**
 * The text that a reader sees in `nodes[from … end)`, with the links in it: `br` and blocks break lines, other white space
 * is folded. Links that lead to no http(s) address are words only.
 */
export function linkedTextWithin(
  document: HtmlDocument,
  from: number,
  end: number,
  base: string | null = null,
): LinkedText {
  const links: LinkedText['links'] = [];
  const open: { url: string; start: number; endsAt: number }[] = [];
  let text = '';
  const closeUntil = (index: number) => {
    for (let link = open.at(-1); link !== undefined && link.endsAt <= index; link = open.at(-1)) {
      open.pop();
      const start = link.start + (/^\s*/.exec(text.slice(link.start))?.[0].length ?? 0);
      const stop = Math.max(start, text.trimEnd().length);
      if (stop > start) links.push({ url: link.url, start, end: stop });
    }
  };
  for (let index = from; index < end; index += 1) {
    closeUntil(index);
    const node = document.nodes[index];
    if (node === undefined) break;
    if (node.kind === 'text') text = appendWords(text, node.text);
    else if (isUnread(node.name)) index = Math.min(node.end, end) - 1;
    else if (node.name === 'br') text = breakLine(text);
    else if (isBlock(node.name)) text = text.endsWith('\n') ? text : breakLine(text);
    else if (node.name === 'a') {
      const url = parseHttpUrl(node.attributes.href ?? '', base);
      if (url !== null) open.push({ url: url.href, start: text.length, endsAt: node.end });
    }
  }
  closeUntil(Number.POSITIVE_INFINITY);
  return { text: text.trimEnd(), links: links.toSorted((a, b) => a.start - b.start) };
}

function appendWords(text: string, words: string): string {
  const folded = words.replace(/\s+/g, ' ');
  return text + (text === '' || /\s$/.test(text) ? folded.trimStart() : folded);
}

function breakLine(text: string): string {
  const line = text.replace(/ +$/, '');
  return line === '' || line.endsWith('\n\n') ? line : `${line}\n`;
}
