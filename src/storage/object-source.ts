import type { Storage } from './storage.ts';

/** An object of storage as something to read by ranges, in the shape of a `Blob`. */
export interface ObjectSource {
  readonly size: number;
  slice(
    start: number,
    end: number,
  ): { arrayBuffer(): Promise<ArrayBuffer>; stream(): ReadableStream<Uint8Array> };
}

/** Reading fails where storage does not hold the object. */
export function objectSource(
  storage: Pick<Storage, 'getObject'>,
  { sha256, bytes }: { sha256: string; bytes: number },
): ObjectSource {
  async function* read(start: number, end: number): AsyncGenerator<Uint8Array> {
    if (start >= end) {
      return;
    }
    const found = await storage.getObject(sha256, { start, end: end - 1 });
    if (found === null) {
      throw new Error(`Storage does not hold ${sha256}`);
    }
    yield* found.body;
  }
  return {
    size: bytes,
    slice: (from, to) => {
      const start = Math.min(from, bytes);
      const end = Math.min(to, bytes);
      return {
        stream: () => streamOf(read(start, end)),
        async arrayBuffer() {
          const chunks = await Array.fromAsync(read(start, end));
          const whole = new Uint8Array(end - start);
          let at = 0;
          for (const chunk of chunks) {
            whole.set(chunk, at);
            at += chunk.byteLength;
          }
          return whole.buffer;
        },
      };
    },
  };
}

function streamOf(chunks: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const next = await chunks.next();
      if (next.done) {
        controller.close();
      } else {
        controller.enqueue(next.value);
      }
    },
    async cancel() {
      await chunks.return(undefined);
    },
  });
}
