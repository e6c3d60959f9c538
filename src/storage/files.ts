import { createHash } from 'node:crypto';
import { open, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ByteRange } from './storage.ts';

const readChunkBytes = 256 * 1024;

/** Null where there is no file. */
export async function hashOfFile(path: string): Promise<string | null> {
  const found = await stat(path).catch(nullWhereMissing);
  if (found === null) {
    return null;
  }
  const hash = createHash('sha256');
  for await (const chunk of readRange(path)) {
    hash.update(chunk);
  }
  return hash.digest('hex');
}

/** Opens the file when the first bytes are asked for: what nobody reads after all holds nothing open, and fails nobody. */
export async function* readRange(path: string, range?: ByteRange): AsyncGenerator<Uint8Array> {
  const handle = await open(path, 'r');
  try {
    let position = range?.start ?? 0;
    const end = range === undefined ? Number.POSITIVE_INFINITY : range.end + 1;
    while (position < end) {
      const chunk = new Uint8Array(Math.min(readChunkBytes, end - position));
      const { bytesRead } = await handle.read(chunk, 0, chunk.length, position);
      if (bytesRead === 0) {
        return;
      }
      position += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** Paths of files relative to `directory` that begin with `prefix` and come behind `behind`, in byte order. */
export async function* filesBeneath(
  directory: string,
  { prefix = '', behind = '' }: { prefix?: string; behind?: string | undefined },
  above = '',
): AsyncGenerator<string> {
  const entries = await readdir(join(directory, above), { withFileTypes: true }).catch(nullWhereMissing);
  // A folder sorts as its name with the slash that follows it in the keys beneath.
  const names = (entries ?? []).map((entry) => `${above}${entry.name}${entry.isDirectory() ? '/' : ''}`);
  for (const name of names.sort()) {
    if (name.endsWith('/')) {
      const mayHold = name.startsWith(prefix) || prefix.startsWith(name);
      if (mayHold && (name > behind || behind.startsWith(name))) {
        yield* filesBeneath(directory, { prefix, behind }, name);
      }
    } else if (name.startsWith(prefix) && name > behind) {
      yield name;
    }
  }
}

export function nullWhereMissing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') {
    return null;
  }
  throw error;
}
