import { type ByteSource, chunksOf, collected } from '#page-archive/read/byte-source.ts';

/** SHA-256 by pieces: WebCrypto has none, so the caller gives its own. */
export interface IncrementalHash {
  update(bytes: Uint8Array): unknown;
  digest(): Uint8Array;
}
export type NewHash = () => IncrementalHash;

/** A file to check. */
export interface FileSource extends ByteSource {
  /** Where it was read already. */
  sha256?: string;
}

/** Files by their paths: those of a ZIP, a folder, a storage. */
export interface Files {
  /** In byte order. */
  paths(prefix: string): AsyncIterable<string>;
  /** Null where there is none. */
  open(path: string): Promise<FileSource | null>;
}

/** Whole, as it was read. */
export interface Part {
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}

export function partOf(path: string, content: Uint8Array | string): Part {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : new Uint8Array(content);
  return { path, bytes };
}

const maxPartBytes = 256 * 1024 * 1024;

export async function readPart(files: Files, path: string): Promise<Part | null> {
  const source = await files.open(path);
  if (source === null) {
    return null;
  }
  const bytes = await collected(chunksOf(source.slice(0, source.size).stream()), maxPartBytes, path);
  return { path, bytes };
}

export async function sha256Of(files: Files, path: string, newHash: NewHash): Promise<string | null> {
  const source = await files.open(path);
  return source === null ? null : (source.sha256 ?? (await hashOf(source, newHash)));
}

async function hashOf(source: ByteSource, newHash: NewHash): Promise<string> {
  const hash = newHash();
  for await (const chunk of chunksOf(source.slice(0, source.size).stream())) {
    hash.update(chunk);
  }
  return hexOf(hash.digest());
}

export async function digestOf(bytes: Uint8Array): Promise<string> {
  return hexOf(new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array(bytes))));
}

export function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The files below a folder, as if it were all. `prefix` ends with a slash, or is empty. */
export function filesBelow(files: Files, prefix: string): Files {
  return {
    async *paths(inner) {
      for await (const path of files.paths(prefix + inner)) {
        yield path.slice(prefix.length);
      }
    },
    open: (path) => files.open(prefix + path),
  };
}

/** A recorded hash that differs from the computed one in a single character was itself hit: two hashes never come so near. */
export function isOneCharacterOff(recorded: string, computed: string): boolean {
  return (
    recorded.length === computed.length &&
    [...recorded].filter((character, index) => character !== computed[index]).length === 1
  );
}
