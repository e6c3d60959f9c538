import { type ByteSource, chunksOf, DamagedArchiveError } from './byte-source.ts';
import { decompressed } from './zip-archive.ts';
import { joined } from './zip-layout.ts';

export type HeaderFields = [name: string, value: string][];

export interface ReadRecord {
  type: string;
  headers: HeaderFields;
  /** Of a request or a response (also one that repeats another); null for every other record. */
  http: { firstLine: string; headers: HeaderFields } | null;
  /** The block after the HTTP head, to be read once. Fails at its end where the record is cut short. */
  payload: AsyncGenerator<Uint8Array>;
  /** For who does not read the payload: lets the source go. */
  close(): Promise<void>;
}

const maxHeadBytes = 8 * 1024 * 1024;

/** Reads the record that lies at `offset`, gzipped by itself or plain. */
export async function readWarcRecord(
  warc: ByteSource,
  part: string,
  offset: number,
  length: number,
): Promise<ReadRecord> {
  if (offset < 0 || length <= 0 || offset + length > warc.size) {
    throw new DamagedArchiveError(part, `has no record at ${offset}`);
  }
  const packed = warc.slice(offset, offset + length);
  const chunks = part.endsWith('.gz') ? decompressed(packed, 'gzip', part) : chunksOf(packed.stream());
  const reader = new HeadReader(chunks, part);
  const [version, ...lines] = await reader.head(maxHeadBytes);
  if (version === undefined || !/^WARC\/1\.[01]$/.test(version)) {
    throw new DamagedArchiveError(part, `has no record at ${offset}`);
  }
  const headers = fieldsOf(lines);
  const blockBytes = Number(headerValue(headers, 'content-length') ?? Number.NaN);
  if (!Number.isSafeInteger(blockBytes) || blockBytes < 0) {
    throw new DamagedArchiveError(part, `the record at ${offset} says no length`);
  }
  const type = headerValue(headers, 'warc-type') ?? '';
  const isHttp =
    (headerValue(headers, 'content-type') ?? '').startsWith('application/http') && blockBytes > 0;
  const before = reader.position;
  const [firstLine = '', ...httpLines] = isHttp ? await reader.head(Math.min(maxHeadBytes, blockBytes)) : [];
  return {
    type,
    headers,
    http: isHttp ? { firstLine, headers: fieldsOf(httpLines) } : null,
    payload: reader.rest(blockBytes - (reader.position - before)),
    close: () => reader.close(),
  };
}

export function headerValue(fields: HeaderFields, wanted: string): string | null {
  return fields.find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
}

function fieldsOf(lines: string[]): HeaderFields {
  return lines.flatMap((line): HeaderFields => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon), line.slice(colon + 1).trim()]];
  });
}

/** Cuts heads off a stream of bytes. */
class HeadReader {
  /** Bytes given out. */
  position = 0;
  private readonly chunks: AsyncGenerator<Uint8Array>;
  private readonly part: string;
  private held: Uint8Array = new Uint8Array();

  constructor(chunks: AsyncGenerator<Uint8Array>, part: string) {
    this.chunks = chunks;
    this.part = part;
  }

  /** The lines up to an empty one. */
  async head(maxBytes: number): Promise<string[]> {
    let searched = 0;
    for (;;) {
      const end = emptyLine(this.held, searched);
      if (end >= 0) {
        const lines = new TextDecoder().decode(this.held.subarray(0, end)).split('\r\n');
        this.held = this.held.subarray(end + 4);
        this.position += end + 4;
        return lines;
      }
      searched = Math.max(0, this.held.length - 3);
      if (this.held.length > maxBytes || !(await this.more())) {
        await this.close();
        throw new DamagedArchiveError(this.part, 'a record has no end to its head');
      }
    }
  }

  /** The next `bytes` bytes, then nothing but the two empty lines that end a record. */
  async *rest(bytes: number): AsyncGenerator<Uint8Array> {
    let left = bytes;
    try {
      while (left > 0 && (this.held.length > 0 || (await this.more()))) {
        const chunk = this.held.subarray(0, left);
        this.held = this.held.subarray(chunk.length);
        left -= chunk.length;
        yield chunk;
      }
      while (left === 0 && this.held.length <= 4 && (await this.more())) {}
      if (left !== 0 || new TextDecoder().decode(this.held) !== '\r\n\r\n') {
        throw new DamagedArchiveError(this.part, 'a record does not end where it should');
      }
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    await this.chunks.return(undefined);
  }

  private async more(): Promise<boolean> {
    const next = await this.chunks.next();
    if (next.done) {
      return false;
    }
    this.held = this.held.length === 0 ? next.value : joined(this.held, next.value);
    return true;
  }
}

function emptyLine(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(13, from); at >= 0 && at + 3 < bytes.length; at = bytes.indexOf(13, at + 1)) {
    if (bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) {
      return at;
    }
  }
  return -1;
}
