import { isGone, type PostState } from '#domain/post.ts';
import type { NewEvent } from './events.ts';
import type { NewLook } from './looks.ts';
import type { StateChange } from './refresh-posts.ts';

/** Whose owners are told that a post is deleted: the platform or its author took it away. */
const deletions: ReadonlySet<PostState> = new Set(['deleted', 'account-gone', 'removed']);

/** What is told of posts whose state is another now, with the look that it was told by. */
export function stateEvents(
  changes: readonly StateChange[],
  look: Pick<NewLook, 'id' | 'at' | 'signals' | 'earlier'>,
): NewEvent[] {
  const lookIds = [look.id, ...(look.earlier ?? []).map(({ lookId }) => lookId)];
  return changes.flatMap(({ postId, from, to }) => {
    const data = { postId, from, to, at: look.at, evidence: { lookIds, signals: look.signals } };
    const types: NewEvent['type'][] = ['post.state-changed'];
    if (deletions.has(to) && !deletions.has(from)) {
      types.push('post.deleted');
    }
    if (to === 'live' && isGone(from)) {
      types.push('post.restored');
    }
    return types.map((type) => ({ type, postId, data }));
  });
}
