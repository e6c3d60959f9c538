/**
 * Runs `work` over `items`, at most `limit` at a time, and resolves to the results in order. The first failure aborts the
 * others, waits for them and rejects.
 */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  signal: AbortSignal,
  work: (item: Item, signal: AbortSignal) => Promise<Result>,
): Promise<Result[]> {
  const failing = new AbortController();
  const both = AbortSignal.any([signal, failing.signal]);
  const results: Result[] = [];
  const queue = items.entries();
  const lanes = Array.from({ length: Math.min(limit, items.length) }, async () => {
    for (const [index, item] of queue) {
      try {
        results[index] = await work(item, both);
      } catch (error) {
        failing.abort(error);
        throw error;
      }
      both.throwIfAborted();
    }
  });
  await Promise.allSettled(lanes);
  both.throwIfAborted();
  return results;
}
