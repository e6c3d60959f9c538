import { isBlock, isUnread } from '#domain/html.ts';
import type { HtmlArticle, Place } from './article.ts';
import { urlsInText } from './text-urls.ts';

/** A paragraph with its links; offsets are in UTF-16 units of `text`. */
export interface TextBlock {
  place: Place;
  text: string;
  links: TextLink[];
}
export interface TextLink {
  start: number;
  end: number;
  /** Absolute or not, as written. */
  href: string;
  /** Set once a finder has explained it. */
  claimed: boolean;
  /** Index of the anchor's node; -1 for a URL that merely stands in the text. */
  anchor: number;
}

/** Paragraphs are parted by blank lines; in a text that has none, each line is one. */
export function blocksOfText(text: string): TextBlock[] {
  const unix = text.replace(/\r\n?/g, '\n');
  const separator = /\n[ \t]*\n/.test(unix.trim()) ? /\n[ \t]*(?:\n[ \t]*)+/g : /\n/g;
  const blocks: TextBlock[] = [];
  let from = 0;
  const push = (end: number) => {
    const raw = unix.slice(from, end);
    const trimmed = raw.trim();
    if (trimmed.length > 0) blocks.push(blockOf([from + raw.indexOf(trimmed)], trimmed, []));
  };
  for (const match of unix.matchAll(separator)) {
    push(match.index);
    from = match.index + match[0].length;
  }
  push(unix.length);
  return blocks;
}

/** The text that readers see, outside what is claimed, by block elements and double line breaks. */
export function blocksOfHtml({ document, claimed }: HtmlArticle): TextBlock[] {
  const { nodes } = document;
  const blockOwner = new Int32Array(nodes.length);
  const anchorOwner = new Int32Array(nodes.length);
  const hidden = new Uint8Array(nodes.length);
  const builder = new BlockBuilder();
  for (const [index, node] of nodes.entries()) {
    const parent = node.parent;
    blockOwner[index] = parent < 0 ? -1 : (blockOwner[parent] ?? -1);
    anchorOwner[index] = parent < 0 ? -1 : (anchorOwner[parent] ?? -1);
    hidden[index] = claimed[index] || (parent < 0 ? 0 : (hidden[parent] ?? 0));
    if (node.kind === 'element') {
      if (isBlock(node.name)) blockOwner[index] = index;
      if (node.name === 'a' && node.attributes.href !== undefined) anchorOwner[index] = index;
      if (isUnread(node.name)) hidden[index] = 1;
      if (node.name === 'br' && !hidden[index]) builder.lineBreak();
      // Emoji are often pictures that carry the character.
      const emoji =
        node.name === 'img' && /\bemoji\b/.test(node.attributes.class ?? '')
          ? node.attributes.alt
          : undefined;
      if (emoji !== undefined && !hidden[index]) builder.add(index, blockOwner[index] ?? -1, emoji, -1, '');
      continue;
    }
    if (hidden[index]) continue;
    const anchor = anchorOwner[index] ?? -1;
    const owner = anchor < 0 ? undefined : nodes[anchor];
    const href = owner?.kind === 'element' ? (owner.attributes.href ?? '') : '';
    builder.add(index, blockOwner[index] ?? -1, node.text, anchor, href);
  }
  return builder.finish();
}

class BlockBuilder {
  readonly #blocks: TextBlock[] = [];
  #text = '';
  /** Of the text so far. To look at its end would write it anew for every piece: quadratic. */
  #endsBlank = true;
  #endsInBreak = false;
  #place = 0;
  #owner = -2;
  #breaks = 0;
  #links: TextLink[] = [];

  add(index: number, owner: number, text: string, anchor: number, href: string): void {
    const isBlank = /^\s*$/.test(text);
    if (owner !== this.#owner || (this.#breaks > 1 && !isBlank)) this.#flush(owner);
    let piece = text.replace(/\s+/g, ' ');
    if (!isBlank) this.#breaks = 0;
    if (this.#endsBlank) piece = piece.replace(/^ /, '');
    if (piece.length === 0) return;
    if (this.#text.length === 0) this.#place = index;
    const start = this.#text.length;
    this.#text += piece;
    this.#endsBlank = piece.endsWith(' ');
    this.#endsInBreak = false;
    if (anchor >= 0) this.#link(start, this.#text.length, anchor, href);
  }

  lineBreak(): void {
    this.#breaks += 1;
    if (this.#text.length === 0 || this.#endsInBreak) return;
    this.#text += '\n';
    this.#endsBlank = true;
    this.#endsInBreak = true;
  }

  finish(): TextBlock[] {
    this.#flush(-2);
    return this.#blocks;
  }

  #link(start: number, end: number, anchor: number, href: string): void {
    const last = this.#links.at(-1);
    if (last?.anchor === anchor) last.end = end;
    else this.#links.push({ start, end, href, anchor, claimed: false });
  }

  #flush(owner: number): void {
    const text = this.#text.trimEnd();
    if (text.length > 0) this.#blocks.push(blockOf([this.#place], text, this.#links));
    this.#text = '';
    this.#endsBlank = true;
    this.#endsInBreak = false;
    this.#links = [];
    this.#owner = owner;
    this.#breaks = 0;
  }
}

/** URLs that stand in the text are links too, where no anchor covers them already. */
function blockOf(place: Place, text: string, anchors: TextLink[]): TextBlock {
  const links = [...anchors];
  let next = 0;
  for (const url of urlsInText(text)) {
    while (next < anchors.length && (anchors[next]?.end ?? 0) <= url.start) next += 1;
    const anchor = anchors[next];
    if (anchor !== undefined && anchor.start < url.end) continue;
    links.push({ ...url, anchor: -1, claimed: false });
  }
  return { place, text, links: links.toSorted((a, b) => a.start - b.start) };
}
