import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InvalidInputError } from '#domain/errors.ts';
import type { Storage } from '#storage/storage.ts';

export interface StorageUnderTest extends AsyncDisposable {
  storage: Storage;
}

const bytesOf = (text: string) => new TextEncoder().encode(text);
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const collected: T[] = [];
  for await (const item of items) {
    collected.push(item);
  }
  return collected;
}

export async function readObject(storage: Storage, sha256: string, range?: { start: number; end: number }) {
  const found = await storage.getObject(sha256, range);
  return found && { bytes: found.bytes, text: Buffer.concat(await collect(found.body)).toString() };
}

async function* stream(...chunks: string[]) {
  for (const chunk of chunks) {
    yield bytesOf(chunk);
  }
}

/** What every storage promises. */
export function storageContract(make: () => Promise<StorageUnderTest>): void {
  describe('storage contract', () => {
    let made: StorageUnderTest;
    let storage: Storage;

    beforeEach(async () => {
      made = await make();
      storage = made.storage;
    });
    afterEach(async () => {
      await made[Symbol.asyncDispose]();
    });

    describe('objects', () => {
      it('are named by the SHA-256 of their bytes and read back', async () => {
        const stored = await storage.putObject(stream('the city ', 'center of ', '#Hajin'));

        const text = 'the city center of #Hajin';
        expect(stored).toEqual({ sha256: sha256Of(bytesOf(text)), bytes: 25 });
        expect(await readObject(storage, stored.sha256)).toEqual({ bytes: 25, text });
        expect(await storage.statObject(stored.sha256)).toEqual({ bytes: 25 });
      });

      it('may be empty', async () => {
        const stored = await storage.putObject(new Uint8Array());

        expect(stored.bytes).toBe(0);
        expect(await readObject(storage, stored.sha256)).toEqual({ bytes: 0, text: '' });
      });

      it('are kept once however often the same bytes come', async () => {
        const first = await storage.putObject(bytesOf('again'));
        const second = await storage.putObject(stream('aga', 'in'));

        expect(second).toEqual(first);
        expect(await collect(storage.listObjects())).toHaveLength(1);
      });

      it('are kept once when the same bytes come at the same time', async () => {
        const puts = Array.from({ length: 20 }, (_, index) =>
          storage.putObject(index % 2 ? bytesOf('together') : stream('to', 'gether')),
        );

        const hashes = new Set((await Promise.all(puts)).map((stored) => stored.sha256));
        expect(hashes.size).toBe(1);
        expect((await collect(storage.listObjects())).map((object) => object.bytes)).toEqual([8]);
      });

      it('that nobody put are null', async () => {
        const unknown = sha256Of(bytesOf('unknown'));

        expect(await storage.getObject(unknown)).toBeNull();
        expect(await storage.statObject(unknown)).toBeNull();
      });

      it('are read in parts, ends included', async () => {
        const { sha256 } = await storage.putObject(bytesOf('0123456789'));

        expect(await readObject(storage, sha256, { start: 2, end: 4 })).toEqual({ bytes: 10, text: '234' });
        expect(await readObject(storage, sha256, { start: 0, end: 0 })).toEqual({ bytes: 10, text: '0' });
        expect(await readObject(storage, sha256, { start: 8, end: 99 })).toEqual({ bytes: 10, text: '89' });
      });

      it('of several megabytes come back whole, and in parts across chunks', async () => {
        const block = Buffer.alloc(300_000, 'abcdefghij');
        const whole = Buffer.concat(Array.from({ length: 12 }, () => block));

        const { sha256 } = await storage.putObject(whole);

        const found = await storage.getObject(sha256);
        expect(sha256Of(Buffer.concat(await collect(found?.body ?? stream())))).toBe(sha256);
        const part = await storage.getObject(sha256, { start: 262_000, end: 1_000_000 });
        expect(Buffer.concat(await collect(part?.body ?? stream()))).toEqual(
          whole.subarray(262_000, 1_000_001),
        );
      });

      it('go when deleted, and deleting twice is no error', async () => {
        const { sha256 } = await storage.putObject(bytesOf('to be deleted'));

        await storage.deleteObject(sha256);
        await storage.deleteObject(sha256);

        expect(await storage.statObject(sha256)).toBeNull();
        expect(await collect(storage.listObjects())).toEqual([]);
      });

      it('put again after their deletion are there again', async () => {
        const { sha256 } = await storage.putObject(bytesOf('gone and back'));
        await storage.deleteObject(sha256);

        await storage.putObject(bytesOf('gone and back'));

        expect(await readObject(storage, sha256)).toEqual({ bytes: 13, text: 'gone and back' });
      });

      it('are listed in order, and from behind any of them on', async () => {
        for (let index = 0; index < 12; index += 1) {
          await storage.putObject(bytesOf(String(index)));
        }

        const all = (await collect(storage.listObjects())).map(({ sha256 }) => sha256);
        const rest = (await collect(storage.listObjects(all[4]))).map(({ sha256 }) => sha256);
        expect(all).toEqual(all.toSorted());
        expect(rest).toEqual(all.slice(5));
      });

      it('that are good are never replaced, and by nothing but themselves', async () => {
        const { sha256 } = await storage.putObject(bytesOf('good'));
        const lost = sha256Of(bytesOf('lost'));

        expect(await storage.replaceDamagedObject(sha256, stream('other'))).toBe(false);
        await expect(storage.replaceDamagedObject(lost, stream('other'))).rejects.toThrow();
        expect(await storage.replaceDamagedObject(lost, stream('lo', 'st'))).toBe(true);

        expect(await readObject(storage, sha256)).toEqual({ bytes: 4, text: 'good' });
        expect(await readObject(storage, lost)).toEqual({ bytes: 4, text: 'lost' });
      });

      it('whose source breaks leave nothing, and the break is told', async () => {
        async function* broken() {
          yield bytesOf('half of a vid');
          throw new Error('connection reset');
        }

        await expect(storage.putObject(broken())).rejects.toThrow('connection reset');

        expect(await collect(storage.listObjects())).toEqual([]);
        expect(await storage.sweepTemporary(0)).toBe(0);
      });

      it('whose source hangs end with the abort and leave nothing', async () => {
        const stopping = new AbortController();
        const reason = new Error('the lease was lost');
        async function* hanging() {
          yield bytesOf('first bytes');
          stopping.abort(reason);
          await new Promise(() => {});
        }

        await expect(storage.putObject(hanging(), stopping.signal)).rejects.toBe(reason);

        expect(await collect(storage.listObjects())).toEqual([]);
        expect(await storage.sweepTemporary(0)).toBe(0);
      });

      it('are not put at all once aborted', async () => {
        const reason = new Error('stopped before');

        await expect(storage.putObject(bytesOf('late'), AbortSignal.abort(reason))).rejects.toBe(reason);

        expect(await collect(storage.listObjects())).toEqual([]);
      });

      it.each([
        '',
        '../../etc/passwd',
        'a'.repeat(63),
        'A'.repeat(64),
        `${'a'.repeat(64)}/..`,
        `${'a'.repeat(64)}\n`,
      ])('refuse the name %j', async (name) => {
        await expect(storage.getObject(name)).rejects.toThrow(InvalidInputError);
        await expect(storage.statObject(name)).rejects.toThrow(InvalidInputError);
        await expect(storage.deleteObject(name)).rejects.toThrow(InvalidInputError);
      });
    });

    describe('documents', () => {
      it('are read back under their key', async () => {
        expect(await storage.putDocument('facts/submissions/1.json', bytesOf('{"a":1}'))).toBe(true);

        expect(await storage.getDocument('facts/submissions/1.json')).toEqual(
          expect.objectContaining(bytesOf('{"a":1}')),
        );
        expect(await storage.getDocument('facts/submissions/2.json')).toBeNull();
      });

      it('are written once: a second body is not taken', async () => {
        await storage.putDocument('captures/c1.json', bytesOf('first'));

        expect(await storage.putDocument('captures/c1.json', bytesOf('second'))).toBe(false);

        expect(Buffer.from((await storage.getDocument('captures/c1.json')) ?? []).toString()).toBe('first');
      });

      it('written at the same time have one winner, whose body stays', async () => {
        const won = await Promise.all(
          Array.from({ length: 12 }, (_, index) =>
            storage.putDocument('captures/c2.json', bytesOf(`${index}`)),
          ),
        );

        expect(won.filter(Boolean)).toHaveLength(1);
        const kept = Buffer.from((await storage.getDocument('captures/c2.json')) ?? []).toString();
        expect(kept).toBe(String(won.indexOf(true)));
      });

      it('are listed by prefix in byte order of their keys', async () => {
        const keys = [
          'facts/states/b.json',
          'facts/states/a.json',
          'facts/states-old/a.json',
          'facts/states.json',
          'facts/submissions/1.json',
          'captures/c1.json',
        ];
        for (const key of keys) {
          await storage.putDocument(key, bytesOf(key));
        }
        await storage.putObject(bytesOf('an object is no document'));

        expect(await collect(storage.listDocuments(''))).toEqual([...keys].sort());
        expect(await collect(storage.listDocuments('facts/states/'))).toEqual([
          'facts/states/a.json',
          'facts/states/b.json',
        ]);
        expect(await collect(storage.listDocuments('facts/sub'))).toEqual(['facts/submissions/1.json']);
        expect(await collect(storage.listDocuments('nothing/'))).toEqual([]);
      });

      it('are listed from behind a key on, and are gone when deleted', async () => {
        for (const key of ['a/1.json', 'a/2.json', 'a.json', 'b/1.json']) {
          await storage.putDocument(key, bytesOf(key));
        }
        await storage.deleteDocument('b/1.json');
        await storage.deleteDocument('b/1.json');

        expect(await collect(storage.listDocuments('', 'a.json'))).toEqual(['a/1.json', 'a/2.json']);
        expect(await collect(storage.listDocuments('a/', 'a/1.json'))).toEqual(['a/2.json']);
      });

      it('are replaced where their present bytes are damaged, and only there', async () => {
        const replace = (damaged: boolean) =>
          storage.replaceDamagedDocument('facts/1.json', bytesOf('good'), () => damaged);
        await storage.putDocument('facts/1.json', bytesOf('g00d'));

        expect(await replace(false)).toBe(false);
        expect(Buffer.from((await storage.getDocument('facts/1.json')) ?? []).toString()).toBe('g00d');
        expect(await replace(true)).toBe(true);
        expect(Buffer.from((await storage.getDocument('facts/1.json')) ?? []).toString()).toBe('good');
      });

      it.each([
        '',
        '/',
        'a//b.json',
        '../escape.json',
        'facts/../../escape.json',
        'facts/./a.json',
        '/etc/passwd',
        'facts/a.json/',
        'Facts/a.json',
        'facts/ä.json',
        'facts/a b.json',
        'facts/a\0.json',
        'facts\\a.json',
        'facts/.hidden',
        'objects/ab/cd/x',
        'tmp/x.json',
        'x'.repeat(2000),
      ])('refuse the key %j', async (key) => {
        await expect(storage.putDocument(key, bytesOf('hostile'))).rejects.toThrow(InvalidInputError);
        await expect(storage.getDocument(key)).rejects.toThrow(InvalidInputError);
      });

      it.each(['../', '/etc', 'facts/../', 'facts//'])('refuse the prefix %j', async (prefix) => {
        await expect(collect(storage.listDocuments(prefix))).rejects.toThrow(InvalidInputError);
      });
    });

    it('answers its probe', async () => {
      await storage.probe();

      expect(await collect(storage.listDocuments(''))).toEqual([]);
    });
  });
}
