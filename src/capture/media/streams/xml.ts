import { DOMParser, type Element, onErrorStopParsing } from '@xmldom/xmldom';

export type { Element } from '@xmldom/xmldom';

/** The reader takes a second for ten times as many, and all else waits for it. */
const maxTags = 20_000;
const maxAttributes = 60_000;

/**
 * The root element; null where it is no well-formed XML, or larger than a manifest has reason to be. Documents that declare
 * entities of their own are not read.
 */
export function parseXml(text: string): Element | null {
  if (/<!DOCTYPE/i.test(text) || count(text, '<') > maxTags * 2 || count(text, '=') > maxAttributes) {
    return null;
  }
  try {
    return new DOMParser({ onError: onErrorStopParsing }).parseFromString(text, 'text/xml').documentElement;
  } catch {
    return null;
  }
}

/** Child elements of that name, whatever their namespace prefix. */
export function childrenOf(parent: Element, name: string): Element[] {
  const found: Element[] = [];
  for (let node = parent.firstChild; node !== null; node = node.nextSibling) {
    if (isElement(node) && node.localName === name) {
      found.push(node);
    }
  }
  return found;
}

export function attribute(element: Element, name: string): string | null {
  return element.getAttribute(name);
}

function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) {
    found += 1;
  }
  return found;
}

function isElement(node: { nodeType: number }): node is Element {
  return node.nodeType === 1;
}
