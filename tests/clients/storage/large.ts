import { createHash, randomBytes } from 'node:crypto';
import { expect } from 'vitest';
import type { Storage } from '#storage/storage.ts';

/** An object of several parts goes there as a stream and comes back by ranges. */
export async function expectLargeObjects(storage: Storage): Promise<void> {
  const block = randomBytes(1_000_000);
  const hash = createHash('sha256');
  async function* stream() {
    for (let index = 0; index < 13; index += 1) {
      hash.update(block);
      yield block;
    }
  }

  const { sha256, bytes } = await storage.putObject(stream());

  expect({ sha256, bytes }).toEqual({ sha256: hash.digest('hex'), bytes: 13_000_000 });
  const found = await storage.getObject(sha256, { start: 4_999_990, end: 6_000_009 });
  const part = Buffer.concat(await Array.fromAsync(found?.body ?? []));
  const whole = Buffer.concat([block, block, block]);
  expect(Buffer.compare(part, whole.subarray(999_990, 2_000_010))).toBe(0);
  expect(await storage.sweepTemporary(0)).toBe(0);
}
