import {
  type ByteSource,
  chunksOf,
  collected,
  DamagedArchiveError,
  readBytes,
  type Slice,
  within,
} from './byte-source.ts';
import { crc32 } from './crc32.ts';
import { readZipDirectory, viewOf, type ZipEntry } from './zip-directory.ts';

export type { ZipEntry } from './zip-directory.ts';

/** A ZIP, read by ranges. Entries are stored or deflated. */
export class ZipArchive {
  readonly source: ByteSource;
  readonly entries: ZipEntry[];
  readonly directoryOffset: number;
  private readonly byPath: Map<string, ZipEntry>;

  private constructor(source: ByteSource, entries: ZipEntry[], directoryOffset: number) {
    this.source = source;
    this.entries = entries;
    this.directoryOffset = directoryOffset;
    this.byPath = new Map(entries.map((entry) => [entry.path, entry]));
  }

  /** Throws a DamagedArchiveError for what is no ZIP. */
  static async open(source: ByteSource): Promise<ZipArchive> {
    const { entries, offset } = await readZipDirectory(source);
    return new ZipArchive(source, entries, offset);
  }

  entry(path: string): ZipEntry | null {
    return this.byPath.get(path) ?? null;
  }

  /** The entry's bytes as they lie in the file: the content itself where it is stored. */
  async packed(entry: ZipEntry): Promise<ByteSource> {
    const { start, end } = await this.place(entry);
    return within(this.source, start, end);
  }

  /** The range of those bytes. */
  async place(entry: ZipEntry): Promise<{ start: number; end: number }> {
    const header = viewOf(await readBytes(this.source, entry.offset, entry.offset + 30));
    if (header.byteLength < 30 || header.getUint32(0, true) !== 0x04034b50) {
      throw new DamagedArchiveError(entry.path, 'has no local header where the directory says');
    }
    const nameStart = entry.offset + 30;
    const start = nameStart + header.getUint16(26, true) + header.getUint16(28, true);
    const name = await readBytes(this.source, nameStart, nameStart + header.getUint16(26, true));
    if (new TextDecoder().decode(name) !== entry.path || header.getUint16(8, true) !== entry.method) {
      throw new DamagedArchiveError(entry.path, 'is another file by its local header');
    }
    const end = start + entry.compressedBytes;
    if (end > entry.limit) {
      throw new DamagedArchiveError(entry.path, 'overlaps what follows it');
    }
    return { start, end };
  }

  /** The content, unpacked, in pieces. Fails at its end where it is not as long as it should be. */
  async *stream(entry: ZipEntry): AsyncGenerator<Uint8Array> {
    const packed = await this.packed(entry);
    let bytes = 0;
    for await (const chunk of unpacked(packed.slice(0, packed.size), entry)) {
      bytes += chunk.length;
      if (bytes > entry.bytes) {
        break;
      }
      yield chunk;
    }
    if (bytes !== entry.bytes) {
      throw new DamagedArchiveError(entry.path, `does not have the ${entry.bytes} bytes that it should have`);
    }
  }

  /** The whole content, checked against its CRC. */
  async read(entry: ZipEntry, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
    if (entry.bytes > maxBytes) {
      throw new DamagedArchiveError(entry.path, `has more than ${maxBytes} bytes`);
    }
    const content = await collected(this.stream(entry), maxBytes, entry.path);
    if (crc32(content) !== entry.crc32) {
      throw new DamagedArchiveError(entry.path, 'does not have the CRC that it should have');
    }
    return content;
  }
}

async function* unpacked(packed: Slice, { method, path }: ZipEntry): AsyncGenerator<Uint8Array> {
  if (method === 0) {
    yield* chunksOf(packed.stream());
    return;
  }
  if (method !== 8) {
    throw new DamagedArchiveError(path, `is packed by a method that is not read here (${method})`);
  }
  yield* decompressed(packed, 'deflate-raw', path);
}

/** What breaks off or is no such data is the archive's damage, said as such. */
export async function* decompressed(
  packed: Slice,
  format: 'gzip' | 'deflate-raw',
  part: string,
): AsyncGenerator<Uint8Array> {
  const decompression = new DecompressionStream(format) as ReadableWritablePair<Uint8Array, Uint8Array>;
  try {
    yield* chunksOf(packed.stream().pipeThrough(decompression));
  } catch (error) {
    if (error instanceof TypeError || (error instanceof Error && 'code' in error)) {
      throw new DamagedArchiveError(
        part,
        `cannot be unpacked (${error.message || 'the compressed data is not sound'})`,
      );
    }
    throw error;
  }
}
