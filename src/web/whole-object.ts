import { createHash } from 'node:crypto';
import { DamagedStorageError } from '#domain/errors.ts';

/**
 * The bytes as they come, save that the last of them wait until the whole is seen to hash to its name: what is damaged never
 * arrives whole. Rejects with `DamagedStorageError` then, before the first byte where there is one chunk alone.
 */
export async function* wholeObject(
  body: AsyncIterable<Uint8Array>,
  sha256: string,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let held: Uint8Array | null = null;
  for await (const chunk of body) {
    hash.update(chunk);
    if (held !== null) {
      yield held;
    }
    held = chunk;
  }
  if (hash.digest('hex') !== sha256) {
    throw new DamagedStorageError(`What storage holds as ${sha256} is something else`);
  }
  if (held !== null) {
    yield held;
  }
}
