import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { StopWorkerError } from '#domain/errors.ts';
import { openFileStorage } from '#storage/file-storage.ts';
import { collect, readObject, storageContract } from '../contracts/storage.ts';
import { allOnlyEmbedded } from '../support/only-embedded.ts';

allOnlyEmbedded('s3-storage.test.ts is the same there');

const run = promisify(execFile);
const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) {
    await cleanup();
  }
});

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'storage-'));
  cleanups.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

storageContract(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'storage-'));
  return {
    storage: await openFileStorage(folder),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
});

describe('file storage', () => {
  it('lays objects and documents out as documented, and leaves tmp empty', async () => {
    const folder = join(await temporaryFolder(), 'not/made/yet');
    const storage = await openFileStorage(folder);

    const { sha256 } = await storage.putObject(Buffer.from('x'));
    await storage.putDocument('captures/c1.json', Buffer.from('{}'));

    const path = join(folder, 'objects', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    expect((await stat(path)).size).toBe(1);
    expect((await stat(join(folder, 'captures/c1.json'))).size).toBe(2);
    expect(await readdir(join(folder, 'tmp'))).toEqual([]);
  });

  it('finds what an earlier process stored', async () => {
    const folder = await temporaryFolder();
    const { sha256 } = await (await openFileStorage(folder)).putObject(Buffer.from('kept'));

    const reopened = await openFileStorage(folder);

    expect((await readObject(reopened, sha256))?.text).toBe('kept');
  });

  it('sweeps temporary files that a dead process left, and only old ones', async () => {
    const folder = await temporaryFolder();
    const storage = await openFileStorage(folder);
    const hourAgo = new Date(Date.now() - 3_600_000);
    await writeFile(join(folder, 'tmp/old'), 'half a video');
    await utimes(join(folder, 'tmp/old'), hourAgo, hourAgo);
    await writeFile(join(folder, 'tmp/young'), 'being written');

    expect(await storage.sweepTemporary(60_000)).toBe(1);

    expect(await readdir(join(folder, 'tmp'))).toEqual(['young']);
  });

  it('makes an object young again when its bytes come again, so that no sweep of old ones takes it', async () => {
    const folder = await temporaryFolder();
    const storage = await openFileStorage(folder);
    const { sha256 } = await storage.putObject(Buffer.from('old'));
    const path = join(folder, 'objects', sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    const weekAgo = new Date(Date.now() - 7 * 86_400_000);
    await utimes(path, weekAgo, weekAgo);

    await storage.putObject(Buffer.from('old'));

    const [object] = await collect(storage.listObjects());
    expect(object?.modifiedAt.getTime()).toBeGreaterThan(weekAgo.getTime() + 6 * 86_400_000);
  });

  it('mends an object whose file was cut short', async () => {
    const folder = await temporaryFolder();
    const storage = await openFileStorage(folder);
    const { sha256 } = await storage.putObject(Buffer.from('whole bytes'));
    await truncate(join(folder, 'objects', sha256.slice(0, 2), sha256.slice(2, 4), sha256), 3);

    await storage.putObject(Buffer.from('whole bytes'));

    expect((await readObject(storage, sha256))?.text).toBe('whole bytes');
  });

  describe('on a full disk', () => {
    const isRoot = process.getuid?.() === 0;

    it.skipIf(!isRoot)(
      'stops the worker, leaves nothing, and goes on once there is room',
      async (context) => {
        const folder = await temporaryFolder();
        try {
          await run('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder]);
        } catch (error) {
          context.skip(`no tmpfs can be mounted here: ${String(error)}`);
        }
        cleanups.push(() => run('umount', [folder]));
        const storage = await openFileStorage(join(folder, 'storage'));
        const kept = await storage.putObject(randomBytes(1_200_000));

        await expect(storage.putObject(randomBytes(1_200_000))).rejects.toThrow(StopWorkerError);
        await expect(storage.putObject(manyChunks())).rejects.toThrow(/disk is full/);
        await expect(storage.putDocument('facts/big.json', randomBytes(1_200_000))).rejects.toThrow(
          StopWorkerError,
        );

        expect(await readdir(join(folder, 'storage/tmp'))).toEqual([]);
        expect(await storage.getDocument('facts/big.json')).toBeNull();
        expect((await collect(storage.listObjects())).map((object) => object.sha256)).toEqual([kept.sha256]);
        await storage.deleteObject(kept.sha256);
        expect((await storage.putObject(randomBytes(1_200_000))).bytes).toBe(1_200_000);
      },
    );

    it.skipIf(!isRoot)('says so to its probe', async (context) => {
      const folder = await temporaryFolder();
      try {
        await run('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
      } catch (error) {
        context.skip(`no tmpfs can be mounted here: ${String(error)}`);
      }
      cleanups.push(() => run('umount', [folder]));
      const storage = await openFileStorage(join(folder, 'storage'));
      await expect(storage.probe()).resolves.toBeUndefined();

      await run('mount', ['-o', 'remount,ro', folder]);

      await expect(storage.probe()).rejects.toThrow(/read-only/);
    });
  });
});

async function* manyChunks() {
  for (let index = 0; index < 40; index += 1) {
    yield randomBytes(100_000);
  }
}
