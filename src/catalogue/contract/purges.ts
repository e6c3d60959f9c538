import type { PostId } from '#domain/post.ts';
import type { Purge } from '#domain/purge.ts';
import type { Page, PageRequest } from './paging.ts';
import type { SealedStatement } from './posts.ts';

/** Posts whose bytes were removed for good, with the signed statement that stands in their place. */
export interface Purges {
  /**
   * In one transaction, before any byte is removed: the statement in the log and on its way to storage, the post hidden and
   * watched no more, its captures ended and emptied. `nothing-held` where all it had was purged before.
   */
  purge(
    postId: PostId,
    by: string,
    reason: string,
    seal: (statement: Purge) => SealedStatement,
  ): Promise<
    { kind: 'purged'; purge: Purge; sha256: string } | { kind: 'missing' } | { kind: 'nothing-held' }
  >;
  /** The latest first; `isDone` once its bytes are removed. */
  list(page: PageRequest): Promise<Page<{ sha256: string; purge: Purge; isDone: boolean }>>;
  /** Those whose bytes are still to be removed. */
  pending(): Promise<{ sha256: string; purge: Purge }[]>;
  /** Those of `objects` that something held here refers to. */
  referred(objects: readonly string[]): Promise<string[]>;
  done(sha256: string): Promise<void>;
  ofCapture(captureId: string): Promise<Purge | null>;
  /** Null also where anything was captured of it since. */
  ofPost(postId: PostId): Promise<Purge | null>;
}
