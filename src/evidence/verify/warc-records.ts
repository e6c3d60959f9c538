import { type ByteSource, DamagedArchiveError, readBytes } from '#page-archive/read/byte-source.ts';
import { type HeaderFields, headerValue } from '#page-archive/read/warc-reader.ts';
import { decompressed } from '#page-archive/read/zip-archive.ts';
import { joined } from '#page-archive/read/zip-layout.ts';
import { hexOf, type IncrementalHash, type NewHash } from './files.ts';

/** What was found in one record, read to its end. */
export interface RecordFacts {
  offset: number;
  end: number;
  type: string;
  headers: HeaderFields;
  /** Hex, of the bytes that are there. */
  blockSha256: string;
  payloadSha256: string;
}

const maxHeadBytes = 8 * 1024 * 1024;

/**
 * Every record of a gzipped WARC, one member each, in order. No player's index names requests and notes: their ends are found by what
 * follows. `ends` are those that the index tells. Throws a DamagedArchiveError where the records break off.
 */
export async function* walkRecords(warc: ByteSource, reading: Reading): AsyncGenerator<RecordFacts> {
  for (let offset = 0; offset < warc.size; ) {
    const record = await recordAt(warc, offset, reading);
    yield record;
    offset = record.end;
  }
}

export interface Reading {
  part: string;
  ends: ReadonlyMap<number, number>;
  /** Ends that are tried for one record: each try unpacks it again. */
  maxTries: number;
  newHash: NewHash;
}

async function recordAt(warc: ByteSource, offset: number, reading: Reading): Promise<RecordFacts> {
  let problem: unknown = new DamagedArchiveError(reading.part, `has no record at ${offset}`);
  let tries = 0;
  for await (const end of possibleEnds(warc, offset, reading.ends)) {
    try {
      return await readRecord(warc, offset, end, reading);
    } catch (error) {
      if (!(error instanceof DamagedArchiveError)) {
        throw error;
      }
      problem = error;
    }
    tries += 1;
    if (tries >= reading.maxTries) {
      break;
    }
  }
  throw problem;
}

/** The one that the index tells; then wherever a gzip member might begin; then the file's end. */
async function* possibleEnds(
  warc: ByteSource,
  offset: number,
  ends: ReadonlyMap<number, number>,
): AsyncGenerator<number> {
  const known = ends.get(offset);
  if (known !== undefined && known > offset && known <= warc.size) {
    yield known;
  }
  const windowBytes = 256 * 1024;
  for (let at = offset + 18; at < warc.size; at += windowBytes) {
    const bytes = await readBytes(warc, at, Math.min(at + windowBytes + 3, warc.size));
    for (let found = bytes.indexOf(0x1f); found >= 0; found = bytes.indexOf(0x1f, found + 1)) {
      const [, second, third, flags = 0xff] = bytes.subarray(found, found + 4);
      if (found < windowBytes && second === 0x8b && third === 8 && flags < 0x20) {
        yield at + found;
      }
    }
  }
  yield warc.size;
}

async function readRecord(
  warc: ByteSource,
  offset: number,
  end: number,
  { part, newHash }: Reading,
): Promise<RecordFacts> {
  const chunks = decompressed(warc.slice(offset, end), 'gzip', part);
  const reader = new RecordReader(chunks, part);
  try {
    const [version = '', ...lines] = await reader.lines(null);
    const headers = lines.map((line): [string, string] => {
      const colon = line.indexOf(':');
      return [line.slice(0, colon), line.slice(colon + 1).trim()];
    });
    const bytes = Number(headerValue(headers, 'content-length') ?? Number.NaN);
    if (!/^WARC\/1\.[01]$/.test(version) || !Number.isSafeInteger(bytes) || bytes < 0) {
      throw new DamagedArchiveError(part, `has no record at ${offset}`);
    }
    const block = newHash();
    const payload = newHash();
    const isHttp = (headerValue(headers, 'content-type') ?? '').startsWith('application/http') && bytes > 0;
    const head = isHttp ? await reader.lines(block) : [];
    await reader.rest(bytes - (head.length === 0 ? 0 : reader.lastHeadBytes), [block, payload]);
    await reader.end();
    return {
      ...{ offset, end, headers, type: headerValue(headers, 'warc-type') ?? '' },
      ...{ blockSha256: hexOf(block.digest()), payloadSha256: hexOf(payload.digest()) },
    };
  } finally {
    await chunks.return(undefined);
  }
}

/** Cuts a record into its head, its block, and the two empty lines after it. */
class RecordReader {
  /** Of the head that was read last, with its empty line. */
  lastHeadBytes = 0;
  readonly #chunks: AsyncGenerator<Uint8Array>;
  readonly #part: string;
  #held: Uint8Array = new Uint8Array();

  constructor(chunks: AsyncGenerator<Uint8Array>, part: string) {
    this.#chunks = chunks;
    this.#part = part;
  }

  /** Up to an empty line, which `hash` gets too. */
  async lines(hash: IncrementalHash | null): Promise<string[]> {
    for (;;) {
      const end = emptyLine(this.#held);
      if (end >= 0) {
        const head = this.#held.subarray(0, end + 4);
        this.#held = this.#held.subarray(end + 4);
        this.lastHeadBytes = head.length;
        hash?.update(head);
        return new TextDecoder().decode(head.subarray(0, end)).split('\r\n');
      }
      if (this.#held.length > maxHeadBytes || !(await this.#more())) {
        throw this.#damaged('has no end to its head');
      }
    }
  }

  async rest(bytes: number, hashes: IncrementalHash[]): Promise<void> {
    let left = bytes;
    while (left > 0 && (this.#held.length > 0 || (await this.#more()))) {
      const chunk = this.#held.subarray(0, left);
      this.#held = this.#held.subarray(chunk.length);
      left -= chunk.length;
      for (const hash of hashes) {
        hash.update(chunk);
      }
    }
    if (left !== 0) {
      throw this.#damaged('is cut short');
    }
  }

  async end(): Promise<void> {
    while (this.#held.length <= 4 && (await this.#more())) {}
    if (new TextDecoder().decode(this.#held) !== '\r\n\r\n') {
      throw this.#damaged('does not end where it should');
    }
  }

  #damaged(problem: string): DamagedArchiveError {
    return new DamagedArchiveError(this.#part, `a record ${problem}`);
  }

  async #more(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done) {
      return false;
    }
    this.#held = this.#held.length === 0 ? next.value : joined(this.#held, next.value);
    return true;
  }
}

function emptyLine(bytes: Uint8Array): number {
  for (let at = bytes.indexOf(13); at >= 0 && at + 3 < bytes.length; at = bytes.indexOf(13, at + 1)) {
    if (bytes[at + 1] === 10 && bytes[at + 2] === 13 && bytes[at + 3] === 10) {
      return at;
    }
  }
  return -1;
}
