import type { HtmlDocument } from '#domain/html.ts';
import { type LinkedData, linkedDataSchema } from './schemas.ts';

const MAX_OBJECTS = 500;
const pageTypes = /(?:Article|BlogPosting|Report|SocialMediaPosting|WebPage|Review|Recipe)$/;

export interface PageData {
  page: LinkedData | null;
  videos: LinkedData[];
}

/** The first article (else page) and all videos that the page describes in JSON-LD. */
export function readLinkedData(document: HtmlDocument): PageData {
  const objects = document.nodes.flatMap((node, index) => {
    if (node.kind !== 'element' || node.name !== 'script') return [];
    if (!/^application\/ld\+json\b/i.test(node.attributes.type ?? '')) return [];
    const text = document.nodes[index + 1];
    return text?.kind === 'text' ? objectsIn(text.text) : [];
  });
  const ofType = (pattern: RegExp) =>
    objects.filter((object) => object['@type'].some((type) => pattern.test(type)));
  const pages = ofType(pageTypes);
  return {
    page: pages.find((page) => !page['@type'].includes('WebPage')) ?? pages[0] ?? null,
    videos: ofType(/^VideoObject$/),
  };
}

/** All objects of a block, outermost first, without recursion: pages nest them as deep as they like. */
function objectsIn(json: string): LinkedData[] {
  let root: unknown;
  try {
    root = JSON.parse(json);
  } catch {
    // Broken JSON-LD is common and says nothing; the page's other markup is read all the same.
    return [];
  }
  const found: LinkedData[] = [];
  const queue: unknown[] = [root];
  for (let index = 0; index < queue.length && index < MAX_OBJECTS; index += 1) {
    const value = queue[index];
    if (typeof value !== 'object' || value === null) continue;
    if (!Array.isArray(value)) found.push(...parsed(value));
    queue.push(...Object.values(value).slice(0, MAX_OBJECTS));
  }
  return found;
}

function parsed(value: object): LinkedData[] {
  const result = linkedDataSchema.safeParse(value);
  return result.success && result.data['@type'].length > 0 ? [result.data] : [];
}
