import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StopWorkerError, TryLaterError } from '#domain/errors.ts';
import type { S3Location } from '#storage/location.ts';
import { type OpenS3Options, openS3Storage } from '#storage/s3/open-s3-storage.ts';
import type { Storage } from '#storage/storage.ts';
import { collect, readObject, storageContract } from '../contracts/storage.ts';
import { type Fault, type Gaps, type S3Server, startS3Server, testBucket } from '../support/s3-server.ts';

const partBytes = 100_000;
const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const objectKey = (sha256: string) => `archive/objects/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;

interface Opened extends AsyncDisposable {
  server: S3Server;
  storage: Storage;
  /** A second process, as far as storage can tell. */
  open: (location?: Partial<S3Location>, credentials?: S3Server['credentials']) => Storage;
  /** One that does not wait for long. */
  impatient: Storage;
  temporaryDir: string;
  warnings: string[];
}

async function openOn(gaps: Gaps = {}): Promise<Opened> {
  await using opening = new AsyncDisposableStack();
  const server = opening.use(await startS3Server());
  server.gaps = gaps;
  const temporaryDir = await mkdtemp(join(tmpdir(), 's3-storage-'));
  opening.defer(() => rm(temporaryDir, { recursive: true, force: true }));
  const warnings: string[] = [];
  const openWith = (changed: Partial<S3Location>, options: Partial<OpenS3Options> = {}) =>
    openS3Storage(
      {
        ...{ kind: 's3', bucket: testBucket, prefix: 'archive/', endpoint: server.endpoint },
        ...{ region: null, profile: null, pathStyle: true },
        ...changed,
      },
      {
        ...{ temporaryDir, credentials: server.credentials, partBytes },
        warn: (sentence) => warnings.push(sentence),
        ...options,
      },
    );
  const open: Opened['open'] = (changed = {}, credentials = server.credentials) =>
    openWith(changed, { credentials });
  const held = opening.move();
  return {
    ...{ server, storage: open(), open, temporaryDir, warnings },
    impatient: openWith({}, { silenceMs: 200 }),
    [Symbol.asyncDispose]: () => held.disposeAsync(),
  };
}

async function* inChunks(bytes: Uint8Array) {
  for (let start = 0; start < bytes.byteLength; start += 30_000) {
    yield bytes.subarray(start, start + 30_000);
  }
}

describe.each<[string, Gaps]>([
  ['keeps every promise', {}],
  [
    'ignores conditions, checksums, ranges, StartAfter and the order of keys',
    {
      conditions: 'ignored',
      checksums: 'ignored',
      ranges: 'ignored',
      startAfter: 'ignored',
      order: 'of folders',
      uploadsList: 'refused',
    },
  ],
])('on a server that %s', (_, gaps) => {
  storageContract(() => openOn(gaps));
});

describe('S3 storage', () => {
  let opened: Opened;
  let server: S3Server;
  let storage: Storage;

  beforeEach(async () => {
    opened = await openOn();
    ({ server, storage } = opened);
  });
  afterEach(() => opened[Symbol.asyncDispose]());

  const once = (fault: Fault, wanted: (request: { method: string; key: string }) => boolean = () => true) => {
    let left = 1;
    server.fault = (request) => (wanted(request) && left-- > 0 ? fault : null);
  };
  const isObject = ({ key }: { key: string }) => key.includes('/objects/');

  it('lies in the bucket as it would in a folder, beneath the prefix, and nothing else is left', async () => {
    const { sha256 } = await storage.putObject(Buffer.from('kept'));
    await storage.putDocument('facts/1.json', Buffer.from('{}'));

    expect([...server.stored.keys()].sort()).toEqual(['archive/facts/1.json', objectKey(sha256)]);
    expect(opened.warnings).toEqual([]);
  });

  it('streams what is large in parts, and leaves nothing on disk', async () => {
    const whole = randomBytes(partBytes * 3 + 17);

    const stored = await storage.putObject(inChunks(whole));

    expect(stored).toEqual({ sha256: sha256Of(whole), bytes: whole.byteLength });
    expect(Buffer.compare(server.stored.get(objectKey(stored.sha256))?.body ?? Buffer.of(), whole)).toBe(0);
    expect(server.asked.filter(({ query }) => query.has('partNumber'))).toHaveLength(4);
    expect(server.uploads.size).toBe(0);
    expect(await readdir(opened.temporaryDir)).toEqual([]);
  });

  it('sends nothing of what it has', async () => {
    const whole = randomBytes(5000);
    await storage.putObject(whole);
    server.asked.length = 0;

    await storage.putObject(inChunks(whole));

    expect(server.asked.map(({ method }) => method)).toEqual(['HEAD', 'GET']);
  });

  it('keeps nobody waiting for others who read slowly', async () => {
    const { sha256 } = await storage.putObject(randomBytes(1_000_000));
    const slow = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const found = await storage.getObject(sha256, { start: 0, end: 999_999 });
        const body = found?.body[Symbol.asyncIterator]();
        await body?.next();
        return body;
      }),
    );

    await storage.putDocument('facts/1.json', Buffer.from('{}'));

    await Promise.all(slow.map(async (body) => await body?.return?.()));
  });

  it('lists over pages, and passes the objects by when it lists documents', async () => {
    server.keysAPage = 3;
    for (let index = 0; index < 20; index += 1) {
      await storage.putObject(Buffer.from(String(index)));
    }
    const keys = ['a/1.json', 'objects0', 'p/1.json', 'p/2.json', 'p/3.json', 'z.json'];
    for (const key of keys) {
      await storage.putDocument(key, Buffer.from(key));
    }
    expect(await collect(storage.listObjects())).toHaveLength(20);
    server.asked.length = 0;

    expect(await collect(storage.listDocuments(''))).toEqual(keys);
    expect(server.asked.length).toBeLessThan(6);
  });

  it('two processes that write one document have one winner', async () => {
    const processes = Array.from({ length: 8 }, () => opened.open());

    const won = await Promise.all(
      processes.map((process, index) => process.putDocument('captures/c1.json', Buffer.from(String(index)))),
    );

    expect(won.filter(Boolean)).toHaveLength(1);
    expect(Buffer.from((await storage.getDocument('captures/c1.json')) ?? []).toString()).toBe(
      String(won.indexOf(true)),
    );
  });

  it.each<Fault>([
    { kind: 'status', status: 500, code: 'InternalError' },
    { kind: 'status', status: 503, code: 'SlowDown' },
    { kind: 'status-after', status: 500, code: 'InternalError' },
    { kind: 'reset' },
    { kind: 'reset-after' },
    { kind: 'silence' },
    { kind: 'store-other-bytes' },
  ])('a write survives $kind $status', async (fault) => {
    storage = fault.kind === 'silence' ? opened.impatient : storage;
    await storage.probe();
    once(fault, ({ method }) => method === 'PUT');
    const document = await storage.putDocument('facts/1.json', Buffer.from('the only one'));
    once(fault, ({ method }) => method === 'PUT');
    const whole = randomBytes(partBytes * 2);
    const object = await storage.putObject(whole);

    expect(document).toBe(true);
    expect(Buffer.from((await storage.getDocument('facts/1.json')) ?? []).toString()).toBe('the only one');
    expect(object.sha256).toBe(sha256Of(whole));
    expect(sha256Of(server.stored.get(objectKey(object.sha256))?.body ?? Buffer.of())).toBe(object.sha256);
    expect(server.uploads.size).toBe(0);
  });

  it.each<Fault>([
    { kind: 'half-body' },
    { kind: 'half-body-silence' },
    { kind: 'silence' },
    { kind: 'reset' },
  ])('a reader notices nothing of $kind', async (fault) => {
    storage = fault.kind.endsWith('silence') ? opened.impatient : storage;
    const whole = randomBytes(60_000);
    const { sha256 } = await storage.putObject(whole);
    await storage.putDocument('facts/1.json', Buffer.from('a fact'));
    const isGet = ({ method, key }: { method: string; key: string }) => method === 'GET' && key !== '';

    once(fault, isGet);
    const found = await storage.getObject(sha256);
    expect(sha256Of(Buffer.concat(await collect(found?.body ?? inChunks(Buffer.of()))))).toBe(sha256);
    once(fault, isGet);
    const part = await storage.getObject(sha256, { start: 10, end: 50_000 });
    expect(Buffer.concat(await collect(part?.body ?? inChunks(Buffer.of())))).toEqual(
      whole.subarray(10, 50_001),
    );
    once(fault, isGet);
    expect(Buffer.from((await storage.getDocument('facts/1.json')) ?? []).toString()).toBe('a fact');
    once(fault, ({ method, key }) => method === 'GET' && key === '');
    expect(await collect(storage.listDocuments(''))).toEqual(['facts/1.json']);
  });

  it('does not believe a server that stores something else again and again', async () => {
    await storage.probe();
    server.fault = ({ method }) => (method === 'PUT' ? { kind: 'store-other-bytes' } : null);

    await expect(storage.putObject(randomBytes(1000))).rejects.toThrow(/other bytes than were written/);
    await expect(storage.putDocument('facts/1.json', randomBytes(1000))).rejects.toThrow(/other bytes/);
  });

  it('mends an object whose bytes have changed or ended early', async () => {
    const whole = Buffer.from('as it was');
    const { sha256 } = await storage.putObject(whole);
    const file = { metadata: {}, modifiedAt: new Date() };

    server.stored.set(objectKey(sha256), { ...file, body: Buffer.from('as it') });
    await storage.putObject(whole);
    expect(await readObject(storage, sha256)).toEqual({ bytes: 9, text: 'as it was' });
    server.stored.set(objectKey(sha256), { ...file, body: Buffer.from('as it iz!') });
    expect(await storage.replaceDamagedObject(sha256, inChunks(whole))).toBe(true);
    expect(await readObject(storage, sha256)).toEqual({ bytes: 9, text: 'as it was' });
  });

  it('an outage asks for later, and all is well when it ends', async () => {
    await storage.probe();
    server.fault = () => ({ kind: 'reset' });
    await expect(storage.putObject(Buffer.from('later'))).rejects.toThrow(TryLaterError);
    await expect(storage.getDocument('facts/1.json')).rejects.toThrow(TryLaterError);
    await expect(storage.probe()).rejects.toThrow(/does not answer as it should/);

    server.fault = () => null;
    expect((await storage.putObject(Buffer.from('later'))).bytes).toBe(5);
    await storage.probe();
  });

  it('a refusal stops the worker, and says what is refused', async () => {
    await expect(opened.open({ bucket: 'elsewhere' }).probe()).rejects.toThrow(
      /s3:\/\/elsewhere.*NoSuchBucket/,
    );
    const strange = { accessKeyId: 'nobody', secretAccessKey: 'nothing' };
    await expect(opened.open({}, strange).putObject(Buffer.of(1))).rejects.toThrow(StopWorkerError);
    await storage.probe();
    server.fault = () => ({ kind: 'status', status: 507, code: 'InsufficientStorage' });
    await expect(storage.putObject(Buffer.of(1))).rejects.toThrow(/is full/);
  });

  it('an abort in the midst of an upload takes it back', async () => {
    const stopping = new AbortController();
    const reason = new Error('the lease was lost');
    await storage.probe();
    server.fault = ({ query }) => {
      if (query.get('partNumber') === '2') {
        stopping.abort(reason);
        return { kind: 'silence' };
      }
      return null;
    };

    await expect(storage.putObject(randomBytes(partBytes * 3), stopping.signal)).rejects.toBe(reason);

    expect(server.uploads.size).toBe(0);
    expect(await collect(storage.listObjects())).toEqual([]);
    expect(await readdir(opened.temporaryDir)).toEqual([]);
  });

  it('sweeps what processes that died left behind', async () => {
    const file = { body: Buffer.of(1), metadata: {}, modifiedAt: new Date(0) };
    server.stored.set('archive/tmp/probe-1', file);
    server.uploads.set('u1', { key: 'archive/objects/x', begunAt: new Date(0), parts: new Map() });
    server.uploads.set('u2', { key: 'archive/objects/y', begunAt: new Date(), parts: new Map() });

    expect(await storage.sweepTemporary(3_600_000)).toBe(2);

    expect([...server.uploads.keys()]).toEqual(['u2']);
    expect(server.stored.size).toBe(0);
  });

  it.each<Gaps>([
    { conditions: 'ignored', checksums: 'ignored' },
    { conditions: 'refused', checksums: 'ignored' },
  ])('says what its server was seen not to do: %j', async (gaps) => {
    server.gaps = gaps;

    await storage.probe();
    await storage.probe();

    expect(opened.warnings).toEqual([
      expect.stringContaining('If-None-Match'),
      expect.stringContaining('checksums'),
    ]);
    expect(await storage.putDocument('facts/1.json', Buffer.from('first'))).toBe(true);
    expect(await storage.putDocument('facts/1.json', Buffer.from('second'))).toBe(false);
  });

  it.each([0.1, 0.3])(
    'with every fault at %d, what was acknowledged is held, and nothing else',
    async (rate) => {
      const chance = chances(20_181_212);
      const faults: Fault[] = [
        { kind: 'status', status: 500, code: 'InternalError' },
        { kind: 'status', status: 503, code: 'SlowDown' },
        { kind: 'status-after', status: 500, code: 'InternalError' },
        { kind: 'reset' },
        { kind: 'reset-after' },
        { kind: 'half-body' },
        { kind: 'store-other-bytes' },
        { kind: 'give-other-bytes' },
      ];
      await storage.probe();
      server.fault = (request) =>
        chance() < rate && (isObject(request) || request.key.includes('facts/'))
          ? (faults[Math.floor(chance() * faults.length)] ?? null)
          : null;
      const held = new Map<string, Uint8Array>();
      const documents = new Map<string, string>();

      await Promise.all(
        Array.from({ length: 24 }, async (_unused, index) => {
          const whole = randomBytes(index % 6 === 0 ? partBytes * 2 + index : 500 + index);
          held.set((await untilDone(() => storage.putObject(inChunks(whole)))).sha256, whole);
          const key = `facts/${index % 12}.json`;
          if (await untilDone(() => storage.putDocument(key, Buffer.from(`by ${index}`)))) {
            expect(documents.has(key)).toBe(false);
            documents.set(key, `by ${index}`);
          }
        }),
      );
      server.fault = () => null;

      await storage.sweepTemporary(0);
      expect(server.uploads.size).toBe(0);
      expect((await collect(storage.listObjects())).map(({ sha256 }) => sha256)).toEqual(
        [...held.keys()].sort(),
      );
      for (const [sha256, whole] of held) {
        expect(Buffer.compare(server.stored.get(objectKey(sha256))?.body ?? Buffer.of(), whole)).toBe(0);
      }
      for (const [key, text] of documents) {
        expect(Buffer.from((await storage.getDocument(key)) ?? []).toString()).toBe(text);
      }
    },
  );
});

/** As the queue does: again after what asks for later or is not foreseen. */
async function untilDone<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 20; ; left -= 1) {
    try {
      return await work();
    } catch (error) {
      if (left === 0) {
        throw error;
      }
    }
  }
}

/** Numbers below 1 that are the same in every run (xorshift). */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
