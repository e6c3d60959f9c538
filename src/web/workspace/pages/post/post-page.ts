import type { Markup } from '#card/html.ts';
import type { CaptureState, HistoryItem, LastLook, Page } from '#catalogue/catalogue.ts';
import type { Snippet } from '../../../snippets.ts';
import type { Viewer } from '../../viewer.ts';
import type { MediaView } from './media-view.ts';
import type { ShownPost } from './shown-post.ts';

/** All that the page of a post shows. */
export interface PostPage extends ShownPost {
  viewer: Viewer | null;
  /** The one that is looked at; null where none has ended. */
  capture: CaptureState | null;
  /** Of its page archive; null where it has none, or the viewer may not have it. */
  archive: ArchiveLinks | null;
  /** Of its manifest in the public log; null while it is not in it. */
  log: LogPlace | null;
  looks: { count: number; last: LastLook | null };
  history: Page<HistoryItem>;
  mediaView: MediaView;
  /** For whoever may put it into one. */
  collectionNames: readonly string[];
  citation: Markup;
  /** HTML to paste; empty where articles may not show it. */
  embedCodes: readonly Snippet[];
  at: (path: string) => string;
}

export interface ArchiveLinks {
  waczUrl: string;
  bundleUrl: string;
  /** Null where its player could not open the archive. */
  replayUrl: string | null;
}

export interface LogPlace {
  sequence: number;
  /** Of the first signed head that has it; null while there is none. */
  signedSize: number | null;
}
