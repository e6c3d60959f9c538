import { type PostId, platformOf } from '#domain/post.ts';

/** X numbers accounts by the time since then, as it does posts; earlier ones have short ids and are old. */
const xEpochMs = 1_288_834_974_657;
const timeShift = 22n;
const fewestDigits = 15;

/** How old the account was at that time, where its id tells. Null where nothing does. */
export function ageOfAccountMs(postId: PostId, authorId: string, atMs: number): number | null {
  if (platformOf(postId) !== 'x' || !/^\d+$/.test(authorId) || authorId.length < fewestDigits) {
    return null;
  }
  return atMs - (Number(BigInt(authorId) >> timeShift) + xEpochMs);
}
