import { type HtmlDocument, type HtmlElement, hasClass } from '#domain/html.ts';

/** An element with its place in `document.nodes`. */
export interface Placed {
  index: number;
  element: HtmlElement;
}

/** The elements within `nodes[from … end)` that pass, in document order. */
export function* elementsWithin(
  document: HtmlDocument,
  from: number,
  end: number,
  passes: (element: HtmlElement) => boolean,
): Generator<Placed> {
  for (let index = from; index < end; index += 1) {
    const node = document.nodes[index];
    if (node?.kind === 'element' && passes(node)) yield { index, element: node };
  }
}

/** The first descendant of `within` with this class, of the whole document where that is null. */
export function firstOfClass(document: HtmlDocument, within: Placed | null, name: string): Placed | null {
  const from = within === null ? 0 : within.index + 1;
  const end = within === null ? document.nodes.length : within.element.end;
  for (const placed of elementsWithin(document, from, end, (element) => hasClass(element, name))) {
    return placed;
  }
  return null;
}
