import { createHash, randomUUID } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Bucket } from './bucket.ts';
import { statusOf } from './errors.ts';

/** What a server was seen to do. Servers that speak S3 differ in just these, and some answer 200 to what they ignore. */
export interface Features {
  /** `If-None-Match: *` keeps what is there. */
  conditions: boolean;
  /** A body that is not what its checksum says is refused. */
  checksums: boolean;
  /** Keys are listed in the order of their bytes, and as soon as they are written. */
  order: boolean;
}

const first = new TextEncoder().encode('first');
const second = new TextEncoder().encode('second');

/** Tries them on a key that nobody reads. Rejects where the server cannot be written, or gives back something else. */
export async function probeFeatures(bucket: Bucket, scratchPrefix: string): Promise<Features> {
  const key = `${scratchPrefix}probe-${randomUUID()}`;
  try {
    await bucket.put(key, first, { ifAbsent: false });
    await expectBytes(bucket, key, first);
    const conditions = await keepsWhatIsThere(bucket, key);
    const checksums = await refusesOtherBytes(bucket, key);
    return { conditions, checksums, order: await listsInOrder(bucket, key) };
  } finally {
    await bucket.delete(key);
  }
}

/** Writes, reads back, deletes. */
export async function probeWriting(bucket: Bucket, scratchPrefix: string): Promise<void> {
  const key = `${scratchPrefix}probe-${randomUUID()}`;
  await bucket.put(key, first, { ifAbsent: false });
  try {
    await expectBytes(bucket, key, first);
  } finally {
    await bucket.delete(key);
  }
}

async function keepsWhatIsThere(bucket: Bucket, key: string): Promise<boolean> {
  const answer = await bucket.put(key, second, { ifAbsent: true }).catch(refusedAs('refused'));
  const kept = await read(bucket, key);
  return answer === 'present' && kept !== null && Buffer.compare(kept, first) === 0;
}

async function refusesOtherBytes(bucket: Bucket, key: string): Promise<boolean> {
  const claimedSha256 = createHash('sha256').update('something else').digest('base64');
  const answer = await bucket
    .put(key, second, { ifAbsent: false, claimedSha256 })
    .catch(refusedAs('refused'));
  return answer === 'refused';
}

/** A server that walks folders has them in the order of its disk, and beneath each what a dash should come before. */
async function listsInOrder(bucket: Bucket, key: string): Promise<boolean> {
  const expected = ['-old/x', '/1/x', '/2/x', '/3/x', '/4/x'].map((ending) => `${key}${ending}`);
  try {
    await Promise.all(expected.map((listed) => bucket.put(listed, first, { ifAbsent: false })));
    const found = await Array.fromAsync(bucket.listAsGiven(key), (listed) => listed.key);
    return found.filter((listed) => listed !== key).join() === expected.join();
  } finally {
    await Promise.all(expected.map((listed) => bucket.delete(listed)));
  }
}

async function expectBytes(bucket: Bucket, key: string, expected: Uint8Array): Promise<void> {
  const found = await read(bucket, key);
  if (found === null || Buffer.compare(found, expected) !== 0) {
    throw new Error(`The storage ${bucket.name} does not give back what was written to it`);
  }
}

async function read(bucket: Bucket, key: string): Promise<Buffer | null> {
  const answer = await bucket.get(key);
  return answer && (await buffer(answer.body));
}

/** A server that says it cannot, or that the bytes are wrong, is a server that was understood. */
function refusedAs<T>(value: T): (error: unknown) => T {
  return (error) => {
    const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
    const status = statusOf(cause);
    if (status === 400 || status === 409 || status === 422 || status === 501) {
      return value;
    }
    throw error;
  };
}
