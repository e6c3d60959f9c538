import type { Embed, EmbedInventory, OtherReference } from '#domain/embed.ts';
import type { Place } from './article.ts';
import type { Find } from './finder.ts';

type EmbedFind = Extract<Find, { kind: 'embed' }>;

/** Finds in reading order, each post once: its surest showing, at its first place, with the words of any. */
export function inventoryOf(finds: Find[]): EmbedInventory {
  const ordered = finds.toSorted((a, b) => comparePlaces(a.place, b.place));
  const posts = new Map<string, EmbedFind>();
  const others = new Map<string, OtherReference>();
  for (const find of ordered) {
    if (find.kind === 'other') {
      const other = { reason: find.reason, foundUrl: find.foundUrl };
      others.set(`${find.reason} ${find.foundUrl}`, other);
      continue;
    }
    const id = find.identity.postId;
    if (id !== null) posts.set(id, surer(posts.get(id), find));
  }
  const embeds = [...posts.values()]
    .toSorted((a, b) => comparePlaces(a.place, b.place))
    .flatMap((find, position) => embedOf(find, position));
  return { embeds, others: [...others.values()] };
}

/** Neither a mere link nor what the page's data says decides the place of an embed that readers see. */
function surer(known: EmbedFind | undefined, find: EmbedFind): EmbedFind {
  if (known === undefined) return find;
  const quotation = known.quotation ?? find.quotation;
  if (rankOf(find) > rankOf(known)) return { ...find, quotation: find.quotation ?? quotation };
  const isSurer = rankOf(find) === rankOf(known) && find.confidence > known.confidence;
  const surest = isSurer ? find : known;
  return { ...surest, place: known.place, quotation: surest.quotation ?? quotation };
}

function rankOf({ form }: EmbedFind): number {
  if (form === 'link') return 0;
  return form === 'json' || form === 'meta' ? 1 : 2;
}

function embedOf(find: EmbedFind, position: number): Embed[] {
  const { postId, canonicalUrl, platform } = find.identity;
  if (postId === null || canonicalUrl === null) return [];
  const { form, foundUrl, quotation, confidence } = find;
  return [{ position, form, platform, foundUrl, postId, canonicalUrl, quotation, confidence }];
}

function comparePlaces(a: Place, b: Place): number {
  for (let index = 0; index < Math.min(a.length, b.length); index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
