import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Body } from './exchange.ts';
import { recordHeader, type WarcRecord } from './warc-record.ts';

/** Where a record lies in the file, and the SHA-256 of those bytes. */
export interface WrittenRecord {
  offset: number;
  length: number;
  /** Lowercase hex. */
  sha256: string;
}

/** Takes bytes in order; resolves when it can take more. */
export type Sink = (chunk: Uint8Array) => Promise<void>;

/** A capture waits for this: half the processor time of zlib's usual 6, and a few hundredths larger. */
const gzipLevel = 4;
const chunkBytes = 64 * 1024;

/** Writes records one after the other, each a gzip member of its own (WARC 1.1, annex D). */
export class WarcWriter {
  private offset = 0;
  private readonly sink: Sink;
  private readonly signal: AbortSignal;

  constructor(sink: Sink, signal: AbortSignal) {
    this.sink = sink;
    this.signal = signal;
  }

  async write(record: WarcRecord, compressible: boolean): Promise<WrittenRecord> {
    const offset = this.offset;
    const hash = createHash('sha256');
    // What is compressed already is stored: the second time costs processor time and saves nothing.
    const gzip = createGzip({ level: compressible ? gzipLevel : 0, chunkSize: chunkBytes });
    await pipeline(
      recordBytes(record),
      gzip,
      async (member: AsyncIterable<Uint8Array>) => {
        for await (const chunk of member) {
          hash.update(chunk);
          this.offset += chunk.length;
          await this.sink(chunk);
        }
      },
      { signal: this.signal },
    );
    return { offset, length: this.offset - offset, sha256: hash.digest('hex') };
  }
}

async function* recordBytes(record: WarcRecord): AsyncGenerator<Uint8Array> {
  yield await recordHeader(record);
  if (record.head.length > 0) {
    yield record.head;
  }
  if (record.body !== null) {
    yield* checked(record.body, record.targetUri ?? '');
  }
  yield Buffer.from('\r\n\r\n');
}

/** A body that is not what it was said to be would make a record that contradicts itself. */
async function* checked(body: Body, of: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of body.open()) {
    hash.update(chunk);
    bytes += chunk.length;
    yield chunk;
  }
  const sha256 = hash.digest('hex');
  if (bytes !== body.bytes || sha256 !== body.sha256) {
    throw new Error(
      `the body of ${of} is not the one recorded: ${bytes} bytes of ${sha256}, not ${body.bytes} of ${body.sha256}`,
    );
  }
}
