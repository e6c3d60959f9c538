import { createHash } from 'node:crypto';
import { untilAborted } from '#storage/abort.ts';
import { assertDocumentKey, assertDocumentPrefix, assertSha256 } from '#storage/names.ts';
import type { Storage } from '#storage/storage.ts';

/** Storage in this process's memory, for tests that are not about disks. */
export function createMemoryStorage(): Storage {
  const objects = new Map<string, { bytes: Uint8Array; modifiedAt: Date }>();
  const documents = new Map<string, Uint8Array>();

  return {
    async putObject(source, signal) {
      signal?.throwIfAborted();
      const bytes = await collect(source, signal);
      const sha256 = sha256Of(bytes);
      objects.set(sha256, { bytes, modifiedAt: new Date() });
      return { sha256, bytes: bytes.byteLength };
    },
    async getObject(sha256, range) {
      assertSha256(sha256);
      const bytes = objects.get(sha256)?.bytes;
      return bytes === undefined
        ? null
        : { bytes: bytes.byteLength, body: once(range ? bytes.slice(range.start, range.end + 1) : bytes) };
    },
    async statObject(sha256) {
      assertSha256(sha256);
      const bytes = objects.get(sha256)?.bytes;
      return bytes === undefined ? null : { bytes: bytes.byteLength };
    },
    async *listObjects(after = '') {
      for (const [sha256, { bytes, modifiedAt }] of [...objects].filter(([name]) => name > after).sort()) {
        yield { sha256, bytes: bytes.byteLength, modifiedAt };
      }
    },
    async deleteObject(sha256) {
      assertSha256(sha256);
      objects.delete(sha256);
    },
    async replaceDamagedObject(sha256, source, signal) {
      assertSha256(sha256);
      const present = objects.get(sha256)?.bytes;
      if (present !== undefined && sha256Of(present) === sha256) {
        return false;
      }
      const bytes = await collect(source, signal);
      if (sha256Of(bytes) !== sha256) {
        throw new Error('not that object');
      }
      objects.set(sha256, { bytes, modifiedAt: new Date() });
      return true;
    },
    async putDocument(key, body) {
      assertDocumentKey(key);
      if (documents.has(key)) {
        return false;
      }
      documents.set(key, body.slice());
      return true;
    },
    async getDocument(key) {
      assertDocumentKey(key);
      return documents.get(key) ?? null;
    },
    async *listDocuments(prefix, after = '') {
      assertDocumentPrefix(prefix);
      yield* [...documents.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    },
    async deleteDocument(key) {
      assertDocumentKey(key);
      documents.delete(key);
    },
    async replaceDamagedDocument(key, body, isDamaged) {
      assertDocumentKey(key);
      if (!isDamaged(documents.get(key) ?? null)) {
        return false;
      }
      documents.set(key, body.slice());
      return true;
    },
    async sweepTemporary() {
      return 0;
    },
    async probe() {},
  };
}

function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

async function collect(source: AsyncIterable<Uint8Array> | Uint8Array, signal?: AbortSignal) {
  if (source instanceof Uint8Array) {
    return source.slice();
  }
  const chunks: Uint8Array[] = [];
  for await (const chunk of untilAborted(source, signal)) {
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

async function* once(bytes: Uint8Array) {
  if (bytes.byteLength > 0) {
    yield bytes;
  }
}
