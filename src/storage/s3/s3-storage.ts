import { StopWorkerError, TryLaterError } from '#domain/errors.ts';
import { assertDocumentKey, assertDocumentPrefix, assertSha256, isDocumentKey } from '../names.ts';
import type { ByteRange, Storage, StoredObject } from '../storage.ts';
import { sweepTemporaryFiles } from '../temporary-file.ts';
import type { Bucket, Listed } from './bucket.ts';
import { type Content, contentInMemory, contentOnDisk } from './content.ts';
import { Documents } from './documents.ts';
import { type Features, probeFeatures, probeWriting } from './features.ts';
import { listSorted } from './listing.ts';
import { hashOfKey, readKey } from './read-key.ts';
import { readWhole } from './read-whole.ts';
import { upload } from './upload.ts';

const objectsPrefix = 'objects/';
const scratchPrefix = 'tmp/';
const sha256Length = 64;
/** What is no larger is held in memory and compared before any of it is given. */
const heldAtMostBytes = 4_000_000;
/** Of writes that read back as something else. Many: whoever gives up leaves wrong bytes that another saw right before. */
const writesAtMost = 10;

export interface S3StorageOptions {
  bucket: Bucket;
  /** For streams on their way. Made where it is missing. */
  temporaryDir: string;
  partBytes: number;
  /** Told once, in words, what the server was seen not to do. */
  warn: (sentence: string) => void;
}

/**
 * Storage in a bucket, under the names of the file storage: `objects/ab/cd/<sha256>`, documents beneath their keys, `tmp/` for
 * what is tried. Each write is read back and hashed. What a server promises is believed as far as it was tried on a scratch key.
 * Rejects with `StopWorkerError` where the server refuses or is full, `TryLaterError` where it does not answer.
 */
export class S3Storage implements Storage {
  readonly #bucket: Bucket;
  readonly #options: S3StorageOptions;
  readonly #documents: Documents;
  #features: Promise<Features> | null = null;

  constructor(options: S3StorageOptions) {
    this.#options = options;
    this.#bucket = options.bucket;
    this.#documents = new Documents(options.bucket, {
      conditions: async () => (await this.#probed()).conditions,
      list: (prefix, after) => this.#list(prefix, after),
    });
  }

  async putObject(
    source: AsyncIterable<Uint8Array> | Uint8Array,
    signal?: AbortSignal,
  ): Promise<StoredObject> {
    signal?.throwIfAborted();
    await using content =
      source instanceof Uint8Array
        ? contentInMemory(source)
        : await contentOnDisk(source, this.#options.temporaryDir, signal);
    const key = objectKey(content.sha256);
    // Another may be writing it at this moment, and what a server took for right may be wrong: what is there is read.
    const found = await hashOfKey(this.#bucket, key, signal);
    if (found?.sha256 !== content.sha256) {
      await this.#write(key, content, { overwrite: found !== null, signal });
    }
    return { sha256: content.sha256, bytes: content.bytes };
  }

  async getObject(
    sha256: string,
    range?: ByteRange,
  ): Promise<{ bytes: number; body: AsyncIterable<Uint8Array> } | null> {
    const found = await this.statObject(sha256);
    if (found === null) {
      return null;
    }
    if (range === undefined && found.bytes <= heldAtMostBytes) {
      return { bytes: found.bytes, body: readWhole(this.#bucket, objectKey(sha256), { sha256, ...found }) };
    }
    const last = found.bytes - 1;
    const asked = { start: range?.start ?? 0, end: Math.min(range?.end ?? last, last) };
    return { bytes: found.bytes, body: readKey(this.#bucket, objectKey(sha256), asked) };
  }

  async statObject(sha256: string): Promise<{ bytes: number } | null> {
    assertSha256(sha256);
    return await this.#bucket.stat(objectKey(sha256));
  }

  async *listObjects(after?: string): AsyncIterable<StoredObject & { modifiedAt: Date }> {
    const behind = after === undefined ? undefined : objectKey(after);
    for await (const { key, ...found } of this.#list(objectsPrefix, behind)) {
      yield { sha256: key.slice(-sha256Length), ...found };
    }
  }

  async deleteObject(sha256: string): Promise<void> {
    assertSha256(sha256);
    await this.#bucket.delete(objectKey(sha256));
  }

  async replaceDamagedObject(
    sha256: string,
    source: AsyncIterable<Uint8Array>,
    signal?: AbortSignal,
  ): Promise<boolean> {
    assertSha256(sha256);
    const key = objectKey(sha256);
    const present = await hashOfKey(this.#bucket, key, signal);
    if (present?.sha256 === sha256) {
      return false;
    }
    await using content = await contentOnDisk(source, this.#options.temporaryDir, signal);
    if (content.sha256 !== sha256) {
      throw new Error(`What should replace ${sha256} is ${content.sha256}`);
    }
    await this.#write(key, content, { overwrite: present !== null, signal });
    return true;
  }

  async putDocument(key: string, body: Uint8Array): Promise<boolean> {
    assertDocumentKey(key);
    return await this.#documents.put(key, body);
  }

  async getDocument(key: string): Promise<Uint8Array | null> {
    assertDocumentKey(key);
    return await this.#documents.get(key);
  }

  async *listDocuments(prefix: string, after?: string): AsyncIterable<string> {
    assertDocumentPrefix(prefix);
    for await (const key of this.#documents.list(prefix, after)) {
      if (isDocumentKey(key)) {
        yield key;
      }
    }
  }

  async deleteDocument(key: string): Promise<void> {
    assertDocumentKey(key);
    await this.#bucket.delete(key);
  }

  async replaceDamagedDocument(
    key: string,
    body: Uint8Array,
    isDamaged: (present: Uint8Array | null) => boolean,
  ): Promise<boolean> {
    assertDocumentKey(key);
    if (!isDamaged(await this.#documents.get(key))) {
      return false;
    }
    await this.#documents.replace(key, body);
    return true;
  }

  /** Streams on disk, uploads that were never ended, scratch keys. */
  async sweepTemporary(olderThanMs: number): Promise<number> {
    let removed = await sweepTemporaryFiles(this.#options.temporaryDir, olderThanMs);
    // The servers' time against this machine's: they differ by less than what is called old.
    const before = Date.now() - olderThanMs;
    for await (const { key, upload: id, begunAt } of this.#bucket.listUploads()) {
      if (begunAt.getTime() <= before) {
        await this.#bucket.abortUpload(key, id);
        removed += 1;
      }
    }
    for await (const { key, modifiedAt } of this.#list(scratchPrefix)) {
      if (modifiedAt.getTime() <= before) {
        await this.#bucket.delete(key);
        removed += 1;
      }
    }
    return removed;
  }

  async probe(): Promise<void> {
    try {
      if (this.#features === null) {
        await this.#probed();
      } else {
        await probeWriting(this.#bucket, scratchPrefix);
      }
    } catch (error) {
      throw error instanceof StopWorkerError || error instanceof TryLaterError
        ? error
        : new Error(`The storage ${this.#bucket.name} cannot be written.`, { cause: error });
    }
  }

  async #write(
    key: string,
    content: Content,
    { overwrite, signal }: { overwrite: boolean; signal: AbortSignal | undefined },
  ): Promise<void> {
    const { conditions, checksums } = await this.#probed();
    const { partBytes } = this.#options;
    for (let written = 0; written < writesAtMost; written += 1) {
      // What reads back as something else is no object, and may be overwritten.
      const ifAbsent = conditions && !overwrite && written === 0;
      await upload(this.#bucket, key, content, { ifAbsent, checksums, partBytes, signal });
      const found = await hashOfKey(this.#bucket, key, signal);
      if (found?.sha256 === content.sha256) {
        return;
      }
    }
    throw new Error(`The storage ${this.#bucket.name} gives back ${key} as other bytes than were written`);
  }

  async *#list(prefix: string, after?: string): AsyncGenerator<Listed> {
    // Who may only read cannot try it, and is told while listing.
    const order = await this.#probed().then(
      (features) => features.order,
      () => true,
    );
    yield* order ? this.#bucket.list(prefix, after) : listSorted(this.#bucket, prefix, after);
  }

  #probed(): Promise<Features> {
    this.#features ??= this.#tellFeatures().catch((error: unknown) => {
      this.#features = null;
      throw error;
    });
    return this.#features;
  }

  async #tellFeatures(): Promise<Features> {
    const features = await probeFeatures(this.#bucket, scratchPrefix);
    const { name } = this.#bucket;
    if (!features.conditions) {
      this.#options.warn(
        `${name} does not keep what is there (If-None-Match): two processes that write one document at once may both believe they were first`,
      );
    }
    if (!features.checksums) {
      this.#options.warn(
        `${name} does not look at checksums: what went wrong on the way is seen when it is read back`,
      );
    }
    return features;
  }
}

function objectKey(sha256: string): string {
  return `${objectsPrefix}${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
}
