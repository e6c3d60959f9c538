import { createHash } from 'node:crypto';
import { link, mkdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { untilAborted } from './abort.ts';
import { asDiskError } from './disk-errors.ts';
import { DurableDirectories, syncDirectory } from './durable-directories.ts';
import { filesBeneath, hashOfFile, nullWhereMissing, readRange } from './files.ts';
import { assertDocumentKey, assertDocumentPrefix, assertSha256, isDocumentKey } from './names.ts';
import type { ByteRange, Storage, StoredObject } from './storage.ts';
import { sweepTemporaryFiles, type TemporaryFile, writeTemporaryFile } from './temporary-file.ts';

/**
 * Storage on a file system that has hard links: `objects/ab/cd/<sha256>`, documents beneath their keys, `tmp/` for
 * what is being written. Rejects with `StopWorkerError` where the disk is full or read-only, `StorageAwayError` where it fails.
 */
export async function openFileStorage(directory: string): Promise<Storage> {
  const root = resolve(directory);
  try {
    const made = await mkdir(join(root, 'tmp'), { recursive: true });
    await mkdir(join(root, 'objects'), { recursive: true });
    await syncUpwards(root, made === undefined ? root : dirname(made));
  } catch (error) {
    throw asDiskError(error, root);
  }
  return new FileStorage(root);
}

class FileStorage implements Storage {
  readonly #root: string;
  readonly #temporary: string;
  readonly #directories: DurableDirectories;

  constructor(root: string) {
    this.#root = root;
    this.#temporary = join(root, 'tmp');
    this.#directories = new DurableDirectories(root);
  }

  async putObject(
    source: AsyncIterable<Uint8Array> | Uint8Array,
    signal?: AbortSignal,
  ): Promise<StoredObject> {
    signal?.throwIfAborted();
    try {
      if (source instanceof Uint8Array) {
        return await this.#putWhole(source);
      }
      await using temporary = await writeTemporaryFile(this.#temporary, untilAborted(source, signal));
      return await this.#publishObject(temporary);
    } catch (error) {
      throw asDiskError(error, this.#root);
    }
  }

  async getObject(
    sha256: string,
    range?: ByteRange,
  ): Promise<{ bytes: number; body: AsyncIterable<Uint8Array> } | null> {
    const found = await this.statObject(sha256);
    return found && { bytes: found.bytes, body: readRange(this.#objectPath(sha256), range) };
  }

  async statObject(sha256: string): Promise<{ bytes: number } | null> {
    const found = await stat(this.#objectPath(sha256)).catch(nullWhereMissing);
    return found && { bytes: found.size };
  }

  async *listObjects(after?: string): AsyncIterable<StoredObject & { modifiedAt: Date }> {
    const behind = after === undefined ? undefined : objectPath(after);
    for await (const path of filesBeneath(join(this.#root, 'objects'), { behind })) {
      const found = await stat(join(this.#root, 'objects', path)).catch(nullWhereMissing);
      if (found) {
        yield { sha256: path.slice(path.lastIndexOf('/') + 1), bytes: found.size, modifiedAt: found.mtime };
      }
    }
  }

  async deleteObject(sha256: string): Promise<void> {
    const path = this.#objectPath(sha256);
    const removed = await rm(path).then(() => true, nullWhereMissing);
    if (removed) {
      await syncDirectory(dirname(path));
    }
  }

  async replaceDamagedObject(
    sha256: string,
    source: AsyncIterable<Uint8Array>,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const path = this.#objectPath(sha256);
    try {
      if ((await hashOfFile(path)) === sha256) {
        return false;
      }
      await using temporary = await writeTemporaryFile(this.#temporary, untilAborted(source, signal));
      if (temporary.sha256 !== sha256) {
        throw new Error(`What should replace ${sha256} is ${temporary.sha256}`);
      }
      await this.#renameTo(temporary, path);
      return true;
    } catch (error) {
      throw asDiskError(error, this.#root);
    }
  }

  async putDocument(key: string, body: Uint8Array): Promise<boolean> {
    const path = this.#documentPath(key);
    try {
      await using temporary = await writeTemporaryFile(this.#temporary, [body]);
      await this.#directories.ensure(dirname(path));
      const isNew = await linkUnlessThere(temporary.path, path);
      // Synced either way: who wrote it first may not have come so far.
      await syncDirectory(dirname(path));
      return isNew;
    } catch (error) {
      throw asDiskError(error, this.#root);
    }
  }

  async getDocument(key: string): Promise<Uint8Array | null> {
    return await readFile(this.#documentPath(key)).catch(nullWhereMissing);
  }

  async *listDocuments(prefix: string, after?: string): AsyncIterable<string> {
    assertDocumentPrefix(prefix);
    for await (const key of filesBeneath(this.#root, { prefix, behind: after })) {
      if (isDocumentKey(key)) {
        yield key;
      }
    }
  }

  async deleteDocument(key: string): Promise<void> {
    const path = this.#documentPath(key);
    const removed = await rm(path).then(() => true, nullWhereMissing);
    if (removed) {
      await syncDirectory(dirname(path));
    }
  }

  async replaceDamagedDocument(
    key: string,
    body: Uint8Array,
    isDamaged: (present: Uint8Array | null) => boolean,
  ): Promise<boolean> {
    const path = this.#documentPath(key);
    try {
      if (!isDamaged(await this.getDocument(key))) {
        return false;
      }
      await using temporary = await writeTemporaryFile(this.#temporary, [body]);
      await this.#renameTo(temporary, path);
      return true;
    } catch (error) {
      throw asDiskError(error, this.#root);
    }
  }

  async sweepTemporary(olderThanMs: number): Promise<number> {
    return await sweepTemporaryFiles(this.#temporary, olderThanMs);
  }

  async probe(): Promise<void> {
    try {
      await using _written = await writeTemporaryFile(this.#temporary, [new Uint8Array([1])]);
    } catch (error) {
      const stopped = asDiskError(error, this.#root);
      throw stopped === error
        ? new Error(`The storage beneath ${this.#root} cannot be written.`, { cause: error })
        : stopped;
    }
  }

  async #putWhole(bytes: Uint8Array): Promise<StoredObject> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (await this.#keepExisting({ sha256, bytes: bytes.byteLength })) {
      return { sha256, bytes: bytes.byteLength };
    }
    await using temporary = await writeTemporaryFile(this.#temporary, [bytes]);
    return await this.#publishObject(temporary);
  }

  async #publishObject(temporary: TemporaryFile): Promise<StoredObject> {
    const object = { sha256: temporary.sha256, bytes: temporary.bytes };
    const path = this.#objectPath(object.sha256);
    await this.#directories.ensure(dirname(path));
    while (!(await linkUnlessThere(temporary.path, path))) {
      if (await this.#keepExisting(object)) {
        return object;
      }
      const found = await this.statObject(object.sha256);
      if (found && found.bytes !== object.bytes) {
        // Damaged by something other than us: whole bytes mend it.
        await rename(temporary.path, path);
        break;
      }
    }
    await syncDirectory(dirname(path));
    return object;
  }

  /** True where the object is held whole; then it is durable, and young again for a sweep of what nothing refers to. */
  async #keepExisting(object: StoredObject): Promise<boolean> {
    const found = await this.statObject(object.sha256);
    if (found?.bytes !== object.bytes) {
      return false;
    }
    const path = this.#objectPath(object.sha256);
    const now = new Date();
    const touched = await utimes(path, now, now).then(() => true, nullWhereMissing);
    if (!touched) {
      return false;
    }
    await this.#directories.ensure(dirname(path));
    await syncDirectory(dirname(path));
    return true;
  }

  /** What stood there is gone: only for what was found damaged. */
  async #renameTo(temporary: TemporaryFile, path: string): Promise<void> {
    await this.#directories.ensure(dirname(path));
    await rename(temporary.path, path);
    await syncDirectory(dirname(path));
  }

  #objectPath(sha256: string): string {
    assertSha256(sha256);
    return join(this.#root, 'objects', objectPath(sha256));
  }

  #documentPath(key: string): string {
    assertDocumentKey(key);
    return join(this.#root, key);
  }
}

function objectPath(sha256: string): string {
  return join(sha256.slice(0, 2), sha256.slice(2, 4), sha256);
}

async function syncUpwards(directory: string, last: string): Promise<void> {
  await syncDirectory(directory);
  if (directory.startsWith(`${last}/`)) {
    await syncUpwards(dirname(directory), last);
  }
}

/** Never overwrites, unlike a rename. False where the name is taken. */
async function linkUnlessThere(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') {
      return false;
    }
    throw error;
  }
}
