import type { HtmlDocument } from '#domain/html.ts';

const MAX_OBJECTS = 500;

/** All objects that a page states in JSON-LD, outermost first; blocks that are no JSON say nothing. */
export function linkedDataObjects(document: HtmlDocument): object[] {
  return document.nodes.flatMap((node, index) => {
    if (node.kind !== 'element' || node.name !== 'script') return [];
    if (!/^application\/ld\+json\b/i.test(node.attributes.type ?? '')) return [];
    const text = document.nodes[index + 1];
    return text?.kind === 'text' ? objectsIn(text.text) : [];
  });
}

/** Without recursion: pages nest them as deep as they like. */
function objectsIn(json: string): object[] {
  let root: unknown;
  try {
    root = JSON.parse(json);
  } catch {
    // Broken JSON-LD is common; the page's other markup is read all the same.
    return [];
  }
  const found: object[] = [];
  const queue: unknown[] = [root];
  for (let index = 0; index < queue.length && index < MAX_OBJECTS; index += 1) {
    const value = queue[index];
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) found.push(value);
    queue.push(...Object.values(value).slice(0, MAX_OBJECTS));
  }
  return found;
}
