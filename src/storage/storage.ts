export interface StoredObject {
  sha256: string;
  bytes: number;
}

export interface ByteRange {
  /** Inclusive, as in HTTP. */
  start: number;
  end: number;
}

/**
 * Bytes that must not be lost. Objects are immutable and named by their SHA-256; documents are small named JSON files
 * (`manifests/<captureId>/<sha256>.json`, `captures/<captureId>.json`, `facts/<kind>/<id>.json`) written once.
 * What a method has resolved is durable: fsynced, directory too.
 */
export interface Storage {
  /** Nothing is visible when the source fails or the signal aborts. The same bytes twice are stored once. */
  putObject(source: AsyncIterable<Uint8Array> | Uint8Array, signal?: AbortSignal): Promise<StoredObject>;
  /** Null where there is none. `bytes` is the size of the whole object, also where a range is asked for. */
  getObject(
    sha256: string,
    range?: ByteRange,
  ): Promise<{ bytes: number; body: AsyncIterable<Uint8Array> } | null>;
  statObject(sha256: string): Promise<{ bytes: number } | null>;
  /** In the order of their hashes; those behind `after` alone, where that is given. */
  listObjects(after?: string): AsyncIterable<StoredObject & { modifiedAt: Date }>;
  deleteObject(sha256: string): Promise<void>;
  /**
   * Puts whole bytes in the place of an object that is missing or does not hash to its name; one that is good is never
   * touched. True where it was replaced. Rejects, with nothing changed, where `source` is not that object.
   */
  replaceDamagedObject(
    sha256: string,
    source: AsyncIterable<Uint8Array>,
    signal?: AbortSignal,
  ): Promise<boolean>;
  /** Atomic; true if written, false if a document of that key was there (its bytes are kept). */
  putDocument(key: string, body: Uint8Array): Promise<boolean>;
  getDocument(key: string): Promise<Uint8Array | null>;
  /** Keys in byte order; those behind `after` alone, where that is given. */
  listDocuments(prefix: string, after?: string): AsyncIterable<string>;
  /** Only for what was purged: anything else is written once and stays. */
  deleteDocument(key: string): Promise<void>;
  /** Puts `body` in the place of a document whose present bytes (null: none) are damaged; true where it did. */
  replaceDamagedDocument(
    key: string,
    body: Uint8Array,
    isDamaged: (present: Uint8Array | null) => boolean,
  ): Promise<boolean>;
  /** Removes temporary files older than that, left by processes that died. Returns how many. */
  sweepTemporary(olderThanMs: number): Promise<number>;
  /** Rejects with a sentence for /readyz where writing does not work. */
  probe(): Promise<void>;
}
