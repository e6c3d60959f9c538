import { type Token, Tokenizer, TokenizerMode } from 'parse5';

/**
 * HTML as a flat list in document order: `nodes[i]`'s descendants are `nodes[i + 1 … end)`. It is built from parse5's
 * tokenizer with a small tree builder of our own, because the full tree construction walks the whole stack of open
 * elements for each tag: quadratic, and minutes long on a page that is nested 100,000 deep. Ours looks back a bounded
 * number of elements, so it is linear on any input, and no reader of it recurses.
 */
export interface HtmlElement {
  readonly kind: 'element';
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly parent: number;
  /** Index after the last descendant. */
  end: number;
}
export interface HtmlText {
  readonly kind: 'text';
  readonly text: string;
  readonly parent: number;
}
export type HtmlNode = HtmlElement | HtmlText;
export interface HtmlDocument {
  readonly nodes: readonly HtmlNode[];
}

const LOOK_BACK_ELEMENTS = 64;

const voidElements = new Set(
  'area base br col embed hr img input link meta param source track wbr'.split(' '),
);
/** Their content is text, not markup. `noscript` is read as markup: readers without script see it. */
const rawModes = new Map<string, Tokenizer['state']>([
  ['script', TokenizerMode.SCRIPT_DATA],
  ['style', TokenizerMode.RAWTEXT],
  ['xmp', TokenizerMode.RAWTEXT],
  ['iframe', TokenizerMode.RAWTEXT],
  ['noembed', TokenizerMode.RAWTEXT],
  ['noframes', TokenizerMode.RAWTEXT],
  ['textarea', TokenizerMode.RCDATA],
  ['title', TokenizerMode.RCDATA],
]);
/** An open one of these ends where the next begins. */
const selfEnding = new Set(['p', 'li', 'option', 'dt', 'dd', 'tr', 'td', 'th']);
const endsParagraph = new Set(
  'address article aside blockquote details div dl fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr main nav ol p pre section table ul'.split(
    ' ',
  ),
);
/** An end tag of something else does not reach through these. */
const walls = new Set(
  'blockquote table td th template object section article aside figure body html main ul ol dl'.split(' '),
);

export function parseHtml(html: string): HtmlDocument {
  const builder = new Builder();
  const tokenizer: Tokenizer = new Tokenizer(
    { sourceCodeLocationInfo: false },
    {
      onStartTag(token: Token.TagToken) {
        builder.open(token);
        const mode = rawModes.get(token.tagName);
        if (mode === undefined || builder.isForeign()) return;
        const raw = rawTextAhead(tokenizer, token.tagName);
        if (raw === null) tokenizer.state = mode;
        else builder.text(raw);
      },
      onEndTag: (token: Token.TagToken) => builder.close(token.tagName),
      onCharacter: (token: Token.CharacterToken) => builder.text(token.chars),
      onWhitespaceCharacter: (token: Token.CharacterToken) => builder.text(token.chars),
      onNullCharacter: () => undefined,
      onComment: () => undefined,
      onDoctype: () => undefined,
      onEof: () => builder.finish(),
    },
  );
  tokenizer.write(html, true);
  return { nodes: builder.nodes };
}

/** Scripts are most of what a newsroom's page weighs, and a search goes through them ten times as fast as the tokenizer. */
const rawEnds = new Map(
  ['script', 'style', 'iframe'].map((name) => [name, new RegExp(`</${name}[\\s/>]`, 'gi')]),
);

/**
 * What stands between a start tag that was just read and its end tag, where the tokenizer goes on. Null where it has to
 * read by itself: no end tag, or a comment in a script that holds another script and so hides its end tag.
 */
function rawTextAhead({ preprocessor }: Tokenizer, name: string): string | null {
  const rawEnd = rawEnds.get(name);
  if (rawEnd === undefined) return null;
  const start = preprocessor.pos + 1;
  rawEnd.lastIndex = start;
  const end = rawEnd.exec(preprocessor.html)?.index;
  if (end === undefined) return null;
  const raw = preprocessor.html.slice(start, end);
  if (name === 'script' && raw.includes('<!--') && /<script/i.test(raw)) return null;
  preprocessor.pos = end - 1;
  const unix = raw.includes('\r') ? raw.replace(/\r\n?/g, '\n') : raw;
  return unix.replaceAll('\0', '\uFFFD');
}

class Builder {
  readonly nodes: HtmlNode[] = [];
  readonly #open: number[] = [];
  #foreignDepth = 0;
  #pending = '';

  isForeign(): boolean {
    return this.#foreignDepth > 0;
  }

  open(token: Token.TagToken): void {
    const name = token.tagName;
    if (endsParagraph.has(name)) this.#closeWithin('p', 8);
    if (selfEnding.has(name)) this.#closeWithin(name, 4);
    this.#flush();
    const attributes: Record<string, string> = Object.create(null);
    for (const attribute of token.attrs) attributes[attribute.name] ??= attribute.value;
    const index = this.nodes.length;
    this.nodes.push({ kind: 'element', name, attributes, parent: this.#open.at(-1) ?? -1, end: index + 1 });
    if (voidElements.has(name) || (token.selfClosing && (this.isForeign() || name === 'svg'))) return;
    this.#open.push(index);
    if (name === 'svg' || name === 'math') this.#foreignDepth += 1;
  }

  close(name: string): void {
    this.#closeWithin(name, LOOK_BACK_ELEMENTS);
  }

  text(characters: string): void {
    this.#pending += characters;
  }

  finish(): void {
    this.#flush();
    while (this.#open.length > 0) this.#pop();
  }

  #closeWithin(name: string, depth: number): void {
    for (let back = 1; back <= depth && back <= this.#open.length; back += 1) {
      const open = this.#nameAt(this.#open.length - back);
      if (open === name) {
        this.#flush();
        for (let count = 0; count < back; count += 1) this.#pop();
        return;
      }
      if (walls.has(open) && !walls.has(name)) return;
    }
  }

  #nameAt(position: number): string {
    const node = this.nodes[this.#open[position] ?? -1];
    return node?.kind === 'element' ? node.name : '';
  }

  #pop(): void {
    const node = this.nodes[this.#open.pop() ?? -1];
    if (node?.kind !== 'element') return;
    node.end = this.nodes.length;
    if (node.name === 'svg' || node.name === 'math') this.#foreignDepth -= 1;
  }

  #flush(): void {
    if (this.#pending.length === 0) return;
    this.nodes.push({ kind: 'text', text: this.#pending, parent: this.#open.at(-1) ?? -1 });
    this.#pending = '';
  }
}

const blockElements = new Set([
  ...endsParagraph,
  ...'li dt dd tr td th option template noscript textarea body html iframe video'.split(' '),
]);
const unreadElements = new Set(
  'script style template noembed noframes xmp textarea iframe svg math head select'.split(' '),
);

export function isBlock(name: string): boolean {
  return blockElements.has(name);
}

/** Elements whose text no reader sees. */
export function isUnread(name: string): boolean {
  return unreadElements.has(name);
}

/** The text that a reader sees in `nodes[from … end)`: `br` and blocks break lines, other white space is folded. */
export function textWithin(document: HtmlDocument, from: number, end: number): string {
  const parts: string[] = [];
  for (let index = from; index < end; index += 1) {
    const node = document.nodes[index];
    if (node === undefined) break;
    if (node.kind === 'text') parts.push(node.text.replace(/\s+/g, ' '));
    else if (isUnread(node.name)) index = Math.min(node.end, end) - 1;
    else if (node.name === 'br') parts.push('\n');
    else if (isBlock(node.name)) parts.push('\n');
  }
  return tidyLines(parts.join(''));
}

export function tidyLines(text: string): string {
  return text
    .split('\n')
    .map((line) => line.replace(/[ \t\f\r]+/g, ' ').trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** True where the class attribute has this token. */
export function hasClass(element: HtmlElement, token: string): boolean {
  const classes = element.attributes.class;
  return classes?.includes(token) === true && classes.split(/\s+/).includes(token);
}
