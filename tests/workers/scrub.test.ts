import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Storage } from '#storage/storage.ts';
import { scrubTick } from '#workers/scrub-tick.ts';
import { logger, NotaryGround } from '../evidence/notary-ground.ts';
import { createMemoryStorage } from '../support/memory-storage.ts';

const signal = new AbortController().signal;
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const keyOf = (sha256: string) => `objects/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;

let ground: NotaryGround;
beforeAll(async () => {
  ground = await NotaryGround.open();
}, 120_000);
afterAll(() => ground?.[Symbol.asyncDispose](), 60_000);

test('storage is read back over many ticks, damage is told once and made good from the second storage', {
  timeout: 60_000,
}, async () => {
  const [storage, replica] = [createMemoryStorage(), createMemoryStorage()];
  for (let index = 0; index < 30; index += 1) {
    await storage.putObject(Buffer.from(`file ${index}`));
  }
  const inOrder = Array.from({ length: 30 }, (_, index) => `file ${index}`).sort((a, b) =>
    hashOf(a) < hashOf(b) ? -1 : 1,
  );
  const [alone, copied] = [hashOf(inOrder[4] ?? ''), hashOf(inOrder[20] ?? '')];
  await replica.putObject(Buffer.from(inOrder[20] ?? ''));
  const damaged = new Set([alone, copied]);
  const { catalogue } = ground;
  let passedMs = 0;
  const clock = { now: () => new Date(Date.now() + passedMs) };
  const fast = scrubTick({
    ...{ catalogue, clock, logger, replica },
    storage: damagedStorage(storage, damaged),
    scrubBytesPerSecond: 1_000_000_000,
  });
  // A turn that another process began goes on where it was.
  const names = (await Array.fromAsync(storage.listObjects())).map(({ sha256 }) => sha256);
  await catalogue.audits.advance(`objects:${names[1]}`, { files: 2, bytes: 8192 });
  await fast(signal);
  const first = await catalogue.audits.damage();
  expect(first.map(({ key, repairedAt }) => [key, repairedAt !== null])).toEqual([
    [keyOf(alone), false],
    [keyOf(copied), true],
  ]);
  expect(damaged).toEqual(new Set([alone]));
  expect((await catalogue.audits.turn()).last).toMatchObject({ files: 30 });

  // Not before its time; then again, and what is whole then is no damage any more.
  await fast(signal);
  expect((await catalogue.audits.turn()).startedAt).toBeNull();
  passedMs += 25 * 3_600_000;
  damaged.clear();
  await fast(signal);
  expect((await catalogue.audits.damage()).filter(({ repairedAt }) => repairedAt === null)).toEqual([]);
  const events = await catalogue.events.since(null, 1000);
  expect(events.filter(({ type }) => type === 'storage.damaged').map(({ data }) => data.key)).toEqual(
    expect.arrayContaining([keyOf(alone), keyOf(copied)]),
  );
});

/** A disk that gives other bytes for some of its files until they are written anew. */
function damagedStorage(storage: Storage, damaged: Set<string>): Storage {
  return {
    ...storage,
    async getObject(sha256, range) {
      const found = await storage.getObject(sha256, range);
      return found && damaged.has(sha256) ? { ...found, body: changed() } : found;
    },
    async replaceDamagedObject(sha256, source) {
      const bytes = Buffer.concat(await Array.fromAsync(source));
      expect(hashOf(bytes.toString())).toBe(sha256);
      return damaged.delete(sha256);
    },
  };
}

async function* changed() {
  yield Buffer.from('other bytes');
}
