import type { Storage } from './storage.ts';

/** The same storage, which tells the name of each document before it writes it. */
export function notingDocuments(storage: Storage, note: (key: string) => Promise<void>): Storage {
  return {
    putObject: (source, signal) => storage.putObject(source, signal),
    getObject: (sha256, range) => storage.getObject(sha256, range),
    statObject: (sha256) => storage.statObject(sha256),
    listObjects: (after) => storage.listObjects(after),
    deleteObject: (sha256) => storage.deleteObject(sha256),
    replaceDamagedObject: (sha256, source, signal) => storage.replaceDamagedObject(sha256, source, signal),
    async putDocument(key, body) {
      await note(key);
      return await storage.putDocument(key, body);
    },
    getDocument: (key) => storage.getDocument(key),
    listDocuments: (prefix, after) => storage.listDocuments(prefix, after),
    deleteDocument: (key) => storage.deleteDocument(key),
    replaceDamagedDocument: (key, body, isDamaged) => storage.replaceDamagedDocument(key, body, isDamaged),
    sweepTemporary: (olderThanMs) => storage.sweepTemporary(olderThanMs),
    probe: () => storage.probe(),
  };
}
