/** Bytes that can be read by range: a `Blob`, a file, an object of storage. */
export interface ByteSource {
  readonly size: number;
  slice(start: number, end: number): Slice;
}

export interface Slice {
  arrayBuffer(): Promise<ArrayBuffer>;
  stream(): ReadableStream<Uint8Array>;
}

/** The archive is not what its format asks. `part` names the file in it, or the structure, that is wrong. */
export class DamagedArchiveError extends Error {
  override readonly name = 'DamagedArchiveError';
  readonly part: string;

  constructor(part: string, problem: string) {
    super(`${part}: ${problem}`);
    this.part = part;
  }
}

export async function readBytes(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
  return new Uint8Array(await source.slice(start, end).arrayBuffer());
}

/** A part of a source, as a source. */
export function within(source: ByteSource, start: number, end: number): ByteSource {
  return {
    size: end - start,
    slice: (from, to) => source.slice(Math.min(start + from, end), Math.min(start + to, end)),
  };
}

/** Chunk by chunk. Not every browser's stream is an async iterable. */
export async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = stream.getReader();
  let finished = false;
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      yield next.value;
    }
    finished = true;
  } finally {
    // A reader that stops early frees the source. What the stream failed with is thrown already.
    await (finished ? undefined : reader.cancel().catch(() => undefined));
  }
}

/** Whole, and never more than `maxBytes`: what unpacks to more is refused. */
export async function collected(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  part: string,
): Promise<Uint8Array<ArrayBuffer>> {
  const kept: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new DamagedArchiveError(part, `unpacks to more than ${maxBytes} bytes`);
    }
    kept.push(chunk);
  }
  const whole = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of kept) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}
