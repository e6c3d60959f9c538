import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';

type Element = Tree.Element;

/** A card as a browser would read it. */
export interface ParsedPage {
  elements: Element[];
  /** Of the body, with blanks as one. */
  text: string;
  all(tagName: string): Element[];
  attribute(element: Element, name: string): string | null;
}

export function parsePage(html: string): ParsedPage {
  const elements: Element[] = [];
  const words: string[] = [];
  visit(parse(html), elements, words);
  return {
    elements,
    text: words.join('').replace(/\s+/g, ' '),
    all: (tagName) => elements.filter((element) => element.tagName === tagName),
    attribute: (element, name) => element.attrs.find((attribute) => attribute.name === name)?.value ?? null,
  };
}

export function textOf(element: Element): string {
  const words: string[] = [];
  visit(element, [], words);
  return words.join('');
}

function visit(node: Tree.Node, elements: Element[], words: string[]): void {
  if ('tagName' in node) {
    elements.push(node);
  }
  if (node.nodeName === '#text' && 'value' in node) {
    words.push(node.value);
  }
  const children = 'childNodes' in node ? node.childNodes : [];
  const shown = !['style', 'title', 'head'].includes(node.nodeName);
  for (const child of children) {
    visit(child, elements, shown ? words : []);
  }
}

/** Everything in a page that could run, send or fetch something, in words. */
export function dangersOf(page: ParsedPage): string[] {
  const active = new Set([
    'script',
    'iframe',
    'object',
    'embed',
    'form',
    'base',
    'link',
    'svg',
    'math',
    'input',
    'button',
  ]);
  const fetching = new Set([
    'src',
    'srcset',
    'poster',
    'background',
    'data',
    'action',
    'formaction',
    'xlink:href',
    'ping',
  ]);
  return page.elements.flatMap((element) => [
    ...(active.has(element.tagName) && !isDiscovery(element) ? [`<${element.tagName}>`] : []),
    ...element.attrs.flatMap(({ name, value }) => {
      const isForeign = fetching.has(name) && !/^(\/(?!\/)|data:(image|video|audio)\/)/.test(value);
      const isBadLink = name === 'href' && !/^(https?:\/\/|\/(?![/\\]))/.test(value);
      const isHandler =
        name.startsWith('on') || name === 'style' || name === 'srcdoc' || name === 'http-equiv';
      return isForeign || isBadLink || isHandler ? [`${element.tagName} ${name}=${value}`] : [];
    }),
  ]);
}

/** A `<link>` that browsers do not follow by themselves. */
function isDiscovery({ tagName, attrs }: Element): boolean {
  return tagName === 'link' && attrs.some(({ name, value }) => name === 'rel' && value === 'alternate');
}
