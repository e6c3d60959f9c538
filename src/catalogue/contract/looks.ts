import type { Look } from '#domain/look.ts';
import type { PostId, PostState } from '#domain/post.ts';

export interface LastLook {
  at: string;
  /** What it concluded; `unknown` where it told nothing. */
  state: PostState;
  signals: Look['signals'];
}
export interface Looks {
  /** How often a post was looked at, and the last time. */
  of(postId: PostId): Promise<{ count: number; last: LastLook | null }>;
}
