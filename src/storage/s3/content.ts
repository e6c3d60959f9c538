import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open } from 'node:fs/promises';
import { untilAborted } from '../abort.ts';
import { asDiskError } from '../disk-errors.ts';
import type { StoredObject } from '../storage.ts';
import { writeTemporaryFile } from '../temporary-file.ts';

/** Bytes whose hash is known before they are sent, and which can be sent again. */
export interface Content extends StoredObject, AsyncDisposable {
  /** `end` is not included. */
  read(start: number, end: number): Promise<Uint8Array>;
}

export function contentInMemory(bytes: Uint8Array): Content {
  return {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    bytes: bytes.byteLength,
    read: async (start, end) => bytes.subarray(start, end),
    [Symbol.asyncDispose]: async () => {},
  };
}

/** An object's name is its hash, so a stream lies on disk until its end is known. Gone with its disposal. */
export async function contentOnDisk(
  source: AsyncIterable<Uint8Array>,
  directory: string,
  signal?: AbortSignal,
): Promise<Content> {
  await using opening = new AsyncDisposableStack();
  try {
    await mkdir(directory, { recursive: true });
    const file = opening.use(await writeTemporaryFile(directory, untilAborted(source, signal)));
    const handle = await open(file.path, 'r');
    opening.defer(() => handle.close());
    const held = opening.move();
    return {
      sha256: file.sha256,
      bytes: file.bytes,
      read: (start, end) => readExactly(handle, start, end),
      [Symbol.asyncDispose]: () => held.disposeAsync(),
    };
  } catch (error) {
    throw asDiskError(error, directory);
  }
}

async function readExactly(handle: FileHandle, start: number, end: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(end - start);
  let filled = 0;
  while (filled < bytes.byteLength) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.byteLength - filled, start + filled);
    if (bytesRead === 0) {
      throw new Error(`a temporary file has become shorter than ${end} bytes`);
    }
    filled += bytesRead;
  }
  return bytes;
}
