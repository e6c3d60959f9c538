import type { EmbedForm, Quotation } from '#domain/embed.ts';
import type { HtmlDocument } from '#domain/html.ts';
import type { Identity } from '#platforms/platform.ts';
import type { TextBlock } from './text-blocks.ts';

/** An article, or a piece of HTML that one hides in an attribute, a template or a text area. */
export interface HtmlArticle {
  document: HtmlDocument;
  /** Absolute; `<base>` is already followed. */
  baseUrl: string;
  /** Nodes that an earlier finder has explained; later ones leave them alone. */
  claimed: Uint8Array;
}

/** Where something stands: indices in document order, those of inner documents behind their host's. */
export type Place = readonly number[];

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
  find(blocks: TextBlock[]): Find[];
}

export function claim(article: HtmlArticle, from: number, end: number): void {
  article.claimed.fill(1, from, end);
}
