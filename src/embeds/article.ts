import type { HtmlDocument } from '#domain/html.ts';
import type { Recognise } from './recogniser.ts';

/** An article, or a piece of HTML that one hides in an attribute, a template or a text area. */
export interface HtmlArticle {
  document: HtmlDocument;
  /** Absolute; `<base>` is already followed. */
  baseUrl: string;
  /** Nodes that an earlier finder has explained; later ones leave them alone. */
  claimed: Uint8Array;
  recognise: Recognise;
  /** True for the content of a frame, where a link to a player stands for the player. */
  isFrame: boolean;
  /** Indices of the elements of a name, in document order. */
  named: ReadonlyMap<string, readonly number[]>;
}

/** Where something stands: indices in document order, those of inner documents behind their host's. */
export type Place = readonly number[];
