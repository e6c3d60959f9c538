/** An element of a card, as its layout needs it. Text stands as it is read, with entities as one character each. */
export interface CardElement {
  tag: string;
  classes: readonly string[];
  attributes: ReadonlyMap<string, string>;
  children: (CardElement | string)[];
}

/**
 * Reads the markup that `renderCard` writes, and that alone: every tag is closed, every attribute quoted, and neither holds a
 * `<` or `>` of its own. Resolves to the body.
 */
export function readCard(page: string): CardElement {
  const body = page.slice(page.indexOf('<body>') + '<body>'.length, page.lastIndexOf('</body>'));
  const root: CardElement = { tag: 'body', classes: [], attributes: new Map(), children: [] };
  const open = [root];
  for (const [, closing, tag = '', attributes = '', text] of body.matchAll(tokens)) {
    const parent = open.at(-1) ?? root;
    if (text !== undefined) {
      parent.children.push(text.replace(/&[#\w]+;/g, 'x'));
    } else if (closing) {
      open.pop();
    } else {
      const element = readElement(tag, attributes);
      parent.children.push(element);
      if (!voidTags.has(tag)) {
        open.push(element);
      }
    }
  }
  return root;
}

const tokens = /<(\/?)([a-z]+)([^>]*)>|([^<]+)/g;
const voidTags: ReadonlySet<string> = new Set(['img', 'br', 'track']);

function readElement(tag: string, source: string): CardElement {
  const attributes = new Map<string, string>();
  for (const [, name = '', value = ''] of source.matchAll(/([\w-]+)(?:="([^"]*)")?/g)) {
    attributes.set(name, value);
  }
  const classes = (attributes.get('class') ?? '').split(' ').filter(Boolean);
  return { tag, classes, attributes, children: [] };
}
