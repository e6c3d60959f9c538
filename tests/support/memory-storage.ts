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
      const sha256 = createHash('sha256').update(bytes).digest('hex');
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
    async *listObjects() {
      for (const [sha256, { bytes, modifiedAt }] of [...objects].sort()) {
        yield { sha256, bytes: bytes.byteLength, modifiedAt };
      }
    },
    async deleteObject(sha256) {
      assertSha256(sha256);
      objects.delete(sha256);
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
    async *listDocuments(prefix) {
      assertDocumentPrefix(prefix);
      yield* [...documents.keys()].filter((key) => key.startsWith(prefix)).sort();
    },
    async sweepTemporary() {
      return 0;
    },
    async probe() {},
  };
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
