import type { Bucket, Listed } from './bucket.ts';

/** Keys beneath a prefix in byte order; those behind `after` alone, where that is given. */
export type ListKeys = (prefix: string, after?: string) => AsyncIterable<Listed>;

/** For a server that lists in another order: all of it is held in memory and sorted. */
export async function* listSorted(bucket: Bucket, prefix: string, after = ''): AsyncGenerator<Listed> {
  const found = await Array.fromAsync(bucket.listAsGiven(prefix));
  yield* found.filter(({ key }) => key > after).sort((a, b) => (a.key < b.key ? -1 : 1));
}
