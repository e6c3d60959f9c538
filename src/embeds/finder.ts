import type { EmbedForm, Quotation } from '#domain/embed.ts';
import type { HtmlElement } from '#domain/html.ts';
import type { Identity } from '#platforms/platform.ts';
import type { HtmlArticle, Place } from './article.ts';
import type { Recognise } from './recogniser.ts';
import type { TextBlock } from './text-blocks.ts';

export type Find =
  | {
      kind: 'embed';
      place: Place;
      form: EmbedForm;
      foundUrl: string;
      identity: Identity;
      quotation: Quotation | null;
      confidence: number;
    }
  | { kind: 'other'; place: Place; reason: string; foundUrl: string };

/** One form of embed, one file. A finder marks as claimed what it has explained. */
export interface HtmlFinder {
  readonly name: string;
  find(article: HtmlArticle): Find[];
}

/** One form of embed in running text: of a plain text, and of the visible text of a page. */
export interface TextFinder {
  readonly name: string;
  find(blocks: TextBlock[], recognise: Recognise): Find[];
}

/** The elements of these names that nobody has explained yet, in document order within each name. */
export function* unclaimed(
  { document, claimed, named }: HtmlArticle,
  names: readonly string[],
): Iterable<[index: number, element: HtmlElement]> {
  for (const name of names) {
    for (const index of named.get(name) ?? []) {
      const node = document.nodes[index];
      if (node?.kind === 'element' && !claimed[index]) yield [index, node];
    }
  }
}

export function claim(article: HtmlArticle, from: number, end: number): void {
  article.claimed.fill(1, from, end);
}

/** What an address in an element says, once recognised. */
export interface Sighting {
  place: Place;
  form: EmbedForm;
  url: URL;
  identity: Identity;
  confidence: number;
  quotation?: Quotation | null;
}

/** An embed where the address is a post of a platform, a named other where it is of one and no post, null for the rest. */
export function findOf(sighting: Sighting): Find | null {
  const { place, form, url, identity, confidence, quotation = null } = sighting;
  if (identity.platform === 'web') return null;
  const found = { place, foundUrl: url.href };
  if (identity.postId === null) return { kind: 'other', ...found, reason: reasonOf(identity, url) };
  return { kind: 'embed', ...found, form, identity, quotation, confidence };
}

const reasons: Readonly<Record<string, string>> = {
  profile: 'profile',
  share: 'share-button',
  list: 'timeline',
  media: 'media-file',
};

/** Of frames and elements; in these a profile is shown with its button or its timeline. */
function reasonOf({ kind }: Identity, url: URL): string {
  if (kind === 'profile' && /follow|subscribe/i.test(url.pathname)) return 'follow';
  return reasons[kind] ?? 'widget-frame';
}
