import type { HtmlDocument } from '#domain/html.ts';

export interface MetaTags {
  /** The first of these names that has a value. */
  first(...names: string[]): string | null;
  /** All `[name, value]` in document order. */
  readonly all: readonly (readonly [string, string])[];
}

/** `<meta name|property|itemprop|http-equiv content>`, names in lower case. */
export function readMetaTags(document: HtmlDocument): MetaTags {
  const all: [string, string][] = [];
  for (const node of document.nodes) {
    if (node.kind !== 'element' || node.name !== 'meta') continue;
    const { property, name, itemprop, content } = node.attributes;
    const key = property ?? name ?? itemprop ?? node.attributes['http-equiv'];
    const value = content?.trim();
    if (key && value) all.push([key.trim().toLowerCase(), value]);
  }
  return {
    all,
    first(...names) {
      for (const name of names) {
        const value = all.find(([key]) => key === name)?.[1];
        if (value !== undefined) return value;
      }
      return null;
    },
  };
}
