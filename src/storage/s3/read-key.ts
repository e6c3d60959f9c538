import { createHash } from 'node:crypto';
import type { ByteRange, StoredObject } from '../storage.ts';
import type { Bucket } from './bucket.ts';
import { unanswering } from './errors.ts';

/** Bodies that break off one after another before the reader does. */
const breaksAtMost = 5;

/**
 * The bytes of a key from `start` to `end`, both included. A body that breaks off is gone on with where it ended. Rejects with
 * `TryLaterError` where that does not help, and where the key has fewer bytes or is gone.
 */
export async function* readKey(
  bucket: Bucket,
  key: string,
  { start, end }: ByteRange,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let position = start;
  let breaks = 0;
  while (position <= end) {
    const answer = await bucket.get(key, { start: position, end }, signal);
    if (answer === null) {
      throw new Error(`The storage ${bucket.name} does not hold ${key} any more`);
    }
    const before = position;
    let cause: unknown = new Error(`the body of ${key} ended at byte ${position} of ${end + 1}`);
    if (answer.start > position) {
      answer.body.destroy();
      throw new Error(
        `The storage ${bucket.name} gave ${key} from ${answer.start} on instead of ${position}`,
      );
    }
    try {
      let at = answer.start;
      for await (const chunk of answer.body) {
        const wanted = wantedOf(chunk, at, { start: position, end });
        at += chunk.byteLength;
        position += wanted.byteLength;
        if (wanted.byteLength > 0) {
          yield wanted;
        }
        if (position > end) {
          return;
        }
      }
    } catch (error) {
      signal?.throwIfAborted();
      cause = error;
    }
    breaks = position > before ? 0 : breaks + 1;
    if (position <= end && breaks >= breaksAtMost) {
      throw unanswering(bucket.name, cause);
    }
  }
}

/** Of a key's bytes as they are read back; null where there is none. */
export async function hashOfKey(
  bucket: Bucket,
  key: string,
  signal?: AbortSignal,
): Promise<StoredObject | null> {
  const found = await bucket.stat(key, signal);
  if (found === null) {
    return null;
  }
  const hash = createHash('sha256');
  for await (const chunk of readKey(bucket, key, { start: 0, end: found.bytes - 1 }, signal)) {
    hash.update(chunk);
  }
  return { sha256: hash.digest('hex'), bytes: found.bytes };
}

/** The part of a chunk, which stands at `at`, that is in the range. */
function wantedOf(chunk: Uint8Array, at: number, { start, end }: ByteRange): Uint8Array {
  return chunk.subarray(Math.max(0, start - at), Math.max(0, end + 1 - at));
}
