import { type FileHandle, open } from 'node:fs/promises';
import type { ByteSource, Slice } from './read/byte-source.ts';

const chunkBytes = 256 * 1024;

/**
 * A file to be read by ranges. Node's own `openAsBlob` does not do: it counts a file's bytes in 32 bits, and takes one of five gigabytes
 * for one of one.
 */
export async function openFileSource(path: string): Promise<ByteSource & AsyncDisposable> {
  const file = await open(path);
  const { size } = await file.stat();
  return {
    size,
    slice: (start, end) => fileSlice(file, Math.min(start, size), Math.min(end, size)),
    [Symbol.asyncDispose]: async () => await file.close(),
  };
}

function fileSlice(file: FileHandle, start: number, end: number): Slice {
  return {
    async arrayBuffer() {
      const bytes = new Uint8Array(Math.max(0, end - start));
      let filled = 0;
      while (filled < bytes.length) {
        filled += await readInto(file, bytes.subarray(filled), start + filled);
      }
      return bytes.buffer;
    },
    stream() {
      let at = start;
      return new ReadableStream<Uint8Array>({
        async pull(controller) {
          if (at >= end) {
            controller.close();
            return;
          }
          const chunk = new Uint8Array(Math.min(chunkBytes, end - at));
          const bytes = await readInto(file, chunk, at);
          at += bytes;
          controller.enqueue(chunk.subarray(0, bytes));
        },
      });
    },
  };
}

async function readInto(file: FileHandle, bytes: Uint8Array, position: number): Promise<number> {
  const { bytesRead } = await file.read(bytes, 0, bytes.length, position);
  if (bytesRead === 0) {
    throw new Error('the file became shorter while it was read');
  }
  return bytesRead;
}
