import type { PostId } from '#domain/post.ts';
import type { PostRecord } from '#domain/record.ts';
import type { Target } from './platform.ts';

/** Where an archive of the web may hold a post; `prefix` means every URL that begins so. */
export interface ArchivedAddress {
  url: string;
  match: 'exact' | 'prefix';
}

/** A memento's body, as the site sent it to the archive. */
export interface ArchivedAnswer {
  /** The archived URL. */
  url: string;
  mediaType: string | null;
  body: Uint8Array;
}

/** What archives of the web hold of a platform's posts, besides the answers that `look` asks for. */
export interface ArchivedForms {
  /** The most telling first. `handle` is the author's, where an article or a URL names one. */
  addresses(target: Target, handle: string | null): ArchivedAddress[];
  /** Posts of an author that were made in that time, among others. */
  addressesOf(handle: string, made: { fromMs: number; toMs: number }): ArchivedAddress[];
  /** Null where it is not this post: another's, a wall, an error page, or nothing that can be read. */
  read(answer: ArchivedAnswer, target: Target): Promise<PostRecord | null>;
  /** What an id says of its time of posting, RFC 3339; null where it says nothing. */
  timeOf(postId: PostId): string | null;
}
