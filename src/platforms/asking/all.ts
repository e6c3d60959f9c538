/** Waits for all even where one fails, so that nothing runs on after the look has ended. Then as `Promise.all`. */
export async function all<T extends readonly unknown[] | []>(
  promises: T,
): Promise<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
