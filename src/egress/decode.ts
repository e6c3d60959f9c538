import { pipeline, type Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { ResponseTooLargeError, UnreachableError } from '#domain/fetch.ts';

/** What `decoded` can undo, and servers may use. */
export const acceptEncoding = 'gzip, br, zstd';

const decoders = new Map<string, () => Transform>([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
  ['zstd', createZstdDecompress],
]);

/** No honest server encodes more often; each further layer multiplies what a bomb costs. */
const maxLayers = 2;

/** Undoes a `content-encoding`; throws `UnreachableError` for one that nobody asked for. */
export function decoded(body: Readable, contentEncoding = ''): Readable {
  const names = contentEncoding
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  const makers = names.flatMap((name) => decoders.get(name) ?? []);
  if (makers.length < names.length || makers.length > maxLayers) {
    body.on('error', () => {}).destroy();
    throw new UnreachableError(`the answer is encoded as ${contentEncoding}, which nobody asked for`);
  }
  // The last applied is the first to undo. A broken source breaks its decoder, and so the reader hears of it.
  return makers.reduceRight<Readable>((source, make) => pipeline(source, make(), () => {}), body);
}

/** Collects a stream; rejects with `ResponseTooLargeError` before holding more than `maxBytes`. */
export async function collect(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw tooLarge(maxBytes);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The first `maxBytes` of a stream, which is closed then. */
export async function collectStart(stream: AsyncIterable<Buffer>, maxBytes: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= maxBytes) {
      break;
    }
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}

export function tooLarge(maxBytes: number): ResponseTooLargeError {
  return new ResponseTooLargeError(`the answer is larger than ${maxBytes} bytes`);
}
