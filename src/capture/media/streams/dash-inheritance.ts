import { attribute, childrenOf, type Element } from './xml.ts';

/** A representation where it stands: what an inner element does not say the outer one says. */
export interface Representation {
  period: Element;
  set: Element;
  element: Element;
  baseUrl: string;
  periodMs: number | null;
  kind: 'video' | 'audio';
}

/** What the innermost element of that name says of it, else the next outer one. */
export function inherited(representation: Representation, name: string, of: string): string | null {
  const stated = elementsOf(representation, name).map((element) => attribute(element, of));
  return stated.find((value) => value !== null) ?? null;
}

/** The innermost element of that name, or of the name `inner` within one. */
export function innermost(representation: Representation, name: string, inner?: string): Element | null {
  const found = elementsOf(representation, name);
  return (inner === undefined ? found : found.flatMap((element) => childrenOf(element, inner)))[0] ?? null;
}

function elementsOf({ element, set, period }: Representation, name: string): Element[] {
  return [element, set, period].flatMap((each) => childrenOf(each, name));
}
