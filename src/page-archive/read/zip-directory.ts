import { type ByteSource, DamagedArchiveError, readBytes } from './byte-source.ts';
import { max32, type PlacedMember } from './zip-layout.ts';

/** As the central directory tells it. */
export interface ZipEntry extends PlacedMember {
  /** Where the next entry, or the directory, begins: this one's bytes end before. */
  limit: number;
}

export interface ZipDirectory {
  /** In the order of the directory. */
  entries: ZipEntry[];
  offset: number;
}

interface End {
  count: number;
  bytes: number;
  offset: number;
  /** Where the first of the records that end the file begins. */
  at: number;
}

const maxEntries = 200_000;
const maxDirectoryBytes = 64 * 1024 * 1024;
const endBytes = 22;
const maxCommentBytes = 0xffff;
const part = 'zip directory';

/** Reads the end of the file and the central directory: few ranges, whatever the size. Refuses what overlaps or escapes. */
export async function readZipDirectory(source: ByteSource): Promise<ZipDirectory> {
  const end = await findEnd(source);
  if (end.count > maxEntries || end.bytes > maxDirectoryBytes || end.offset + end.bytes > end.at) {
    throw new DamagedArchiveError(part, 'the directory is too large or out of place');
  }
  const directory = await readBytes(source, end.offset, end.offset + end.bytes);
  const entries = parseEntries(directory, end.count);
  setLimits(entries, end.offset);
  refuseTwins(entries);
  return { entries, offset: end.offset };
}

async function findEnd(source: ByteSource): Promise<End> {
  const tailStart = Math.max(0, source.size - endBytes - maxCommentBytes);
  const tail = viewOf(await readBytes(source, tailStart, source.size));
  for (let at = tail.byteLength - endBytes; at >= 0; at--) {
    const isEnd =
      tail.getUint32(at, true) === 0x06054b50 &&
      at + endBytes + tail.getUint16(at + 20, true) === tail.byteLength;
    if (isEnd) {
      return await zip64End(source, tailStart + at, {
        count: tail.getUint16(at + 10, true),
        bytes: tail.getUint32(at + 12, true),
        offset: tail.getUint32(at + 16, true),
        at: tailStart + at,
      });
    }
  }
  throw new DamagedArchiveError(part, 'no end record: this is no ZIP, or it is cut short');
}

async function zip64End(source: ByteSource, at: number, end: End): Promise<End> {
  if (end.count !== 0xffff && end.bytes !== max32 && end.offset !== max32) {
    return end;
  }
  const locator = viewOf(await readBytes(source, Math.max(0, at - 20), at));
  if (locator.byteLength < 20 || locator.getUint32(0, true) !== 0x07064b50) {
    return end;
  }
  const recordAt = wide(locator, 8);
  const record = viewOf(await readBytes(source, recordAt, Math.min(recordAt + 56, at)));
  if (record.byteLength < 56 || record.getUint32(0, true) !== 0x06064b50) {
    throw new DamagedArchiveError(part, 'no ZIP64 end record where it should be');
  }
  return { count: wide(record, 32), bytes: wide(record, 40), offset: wide(record, 48), at: recordAt };
}

function parseEntries(directory: Uint8Array, count: number): ZipEntry[] {
  const view = viewOf(directory);
  const entries: ZipEntry[] = [];
  let at = 0;
  while (entries.length < count) {
    if (at + 46 > directory.length || view.getUint32(at, true) !== 0x02014b50) {
      throw new DamagedArchiveError(part, `entry ${entries.length + 1} of ${count} is not there`);
    }
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const next = extraEnd + view.getUint16(at + 32, true);
    if (next > directory.length) {
      throw new DamagedArchiveError(part, `entry ${entries.length + 1} is cut short`);
    }
    const path = checkedPath(directory.subarray(at + 46, nameEnd));
    if ((view.getUint16(at + 8, true) & 1) !== 0) {
      throw new DamagedArchiveError(path, 'is encrypted');
    }
    entries.push({
      path,
      method: view.getUint16(at + 10, true),
      crc32: view.getUint32(at + 16, true),
      ...sizes(view, at, viewOf(directory.subarray(nameEnd, extraEnd)), path),
      limit: 0,
    });
    at = next;
  }
  if (at !== directory.length) {
    throw new DamagedArchiveError(part, 'has more entries than it says');
  }
  return entries;
}

/** From ZIP64's field where the short ones are full. */
function sizes(view: DataView, at: number, extra: DataView, path: string) {
  const short = {
    bytes: view.getUint32(at + 24, true),
    compressedBytes: view.getUint32(at + 20, true),
    offset: view.getUint32(at + 42, true),
  };
  let from = 4 + zip64At(extra);
  const next = () => {
    if (from < 4 || from + 8 > extra.byteLength) {
      throw new DamagedArchiveError(path, 'its ZIP64 field is missing or cut short');
    }
    from += 8;
    return wide(extra, from - 8);
  };
  const bytes = short.bytes === max32 ? next() : short.bytes;
  const compressedBytes = short.compressedBytes === max32 ? next() : short.compressedBytes;
  return { bytes, compressedBytes, offset: short.offset === max32 ? next() : short.offset };
}

/** Far below zero where there is none. */
function zip64At(extra: DataView): number {
  for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
    if (extra.getUint16(at, true) === 1) {
      return at;
    }
  }
  return Number.MIN_SAFE_INTEGER;
}

function checkedPath(name: Uint8Array): string {
  const path = new TextDecoder().decode(name);
  const segments = path.replace(/\/$/, '').split('/');
  if (segments.some((segment) => ['', '.', '..'].includes(segment)) || /[\\\p{Cc}\ufffd]/u.test(path)) {
    throw new DamagedArchiveError(part, `a name that no file may have: ${JSON.stringify(path)}`);
  }
  return path;
}

function setLimits(entries: ZipEntry[], directoryOffset: number): void {
  const inPlace = entries.toSorted((one, other) => one.offset - other.offset);
  for (const [index, entry] of inPlace.entries()) {
    entry.limit = inPlace[index + 1]?.offset ?? directoryOffset;
    if (entry.offset + 30 + entry.compressedBytes > entry.limit) {
      throw new DamagedArchiveError(entry.path, 'overlaps what follows it');
    }
  }
}

function refuseTwins(entries: ZipEntry[]): void {
  const seen = new Set<string>();
  for (const { path } of entries) {
    if (seen.has(path)) {
      throw new DamagedArchiveError(path, 'is there twice');
    }
    seen.add(path);
  }
}

function wide(view: DataView, at: number): number {
  const value = view.getBigUint64(at, true);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) {
    throw new DamagedArchiveError(part, 'a size beyond all measure');
  }
  return Number(value);
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
