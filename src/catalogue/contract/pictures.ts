import type { PostId } from '#domain/post.ts';

/** One picture of a card to make. */
export interface PictureWish {
  /** Tells all that the picture shows: two cards that look alike have the same, a card that changed has another. */
  shows: string;
  postId: PostId;
  language: string;
  theme: 'light' | 'dark';
}

export interface CardPicture {
  sha256: string;
  /** Pixels of the file, and how many of them a CSS pixel has. */
  width: number;
  height: number;
  scale: number;
}

/** Pictures of cards, made once each and only where somebody asked. Storage holds them as objects. */
export interface Pictures {
  /** Null where it is not made. */
  get(shows: string): Promise<CardPicture | null>;
  /** Asking again changes nothing. */
  wish(wish: PictureWish): Promise<void>;
  /** The longest due first. */
  due(limit: number): Promise<(PictureWish & { attempts: number })[]>;
  /**
   * `unneeded` are the objects of earlier pictures of the same card that nothing refers to now, or of this one where the
   * post was purged meanwhile.
   */
  finish(shows: string, picture: CardPicture): Promise<{ unneeded: string[] }>;
  /** Costs an attempt. */
  postpone(shows: string, delayMs: number): Promise<void>;
  /** Those that nobody asked for since; their bytes are for the collector. Without `remove` they are only counted. */
  forget(before: Date, options: { remove: boolean }): Promise<number>;
  /** Nobody waits for it any more. */
  drop(shows: string): Promise<void>;
}
