import { type ByteSource, chunksOf, DamagedArchiveError, readBytes } from '#page-archive/read/byte-source.ts';
import { crc32 } from '#page-archive/read/crc32.ts';
import { decompressed } from '#page-archive/read/zip-archive.ts';
import { viewOf } from '#page-archive/read/zip-directory.ts';
import { localHeader, type PlacedMember, zipEnd } from '#page-archive/read/zip-layout.ts';
import { sameBytes } from '../log/merkle.ts';
import { hexOf, type NewHash } from './files.ts';
import { problemOf } from './report.ts';

/** A file in a ZIP, by one of the two places that tell of it. */
export interface Member {
  path: string;
  method: number;
  crc32: number;
  bytes: number;
  /** The range of its packed bytes. */
  start: number;
  end: number;
  /** False where no file begins where the directory says that this one does. */
  isPlaced: boolean;
}

export interface Measured {
  sha256: string;
  /** What is wrong with the content, in words. */
  problem: string | null;
}

/** Reads the content once, to its end or to where it breaks off. */
export async function measure(source: ByteSource, member: Member, newHash: NewHash): Promise<Measured> {
  const hash = newHash();
  let crc = 0;
  let bytes = 0;
  let broken: string | null = null;
  try {
    for await (const chunk of contentOf(source, member)) {
      hash.update(chunk);
      crc = crc32(chunk, crc);
      bytes += chunk.length;
      if (bytes > member.bytes) {
        break;
      }
    }
  } catch (error) {
    if (!(error instanceof DamagedArchiveError)) {
      throw error;
    }
    broken = problemOf(error);
  }
  const isWhole = bytes === member.bytes && crc === member.crc32;
  const problem =
    broken ?? (isWhole ? null : 'the content does not have the CRC and size that it should have');
  return { sha256: hexOf(hash.digest()), problem };
}

/** Unpacked, in pieces. */
export function contentOf(source: ByteSource, member: Member): AsyncGenerator<Uint8Array> {
  const { method, path, start, end } = member;
  const packed = source.slice(start, end);
  return method === 0 ? chunksOf(packed.stream()) : decompressed(packed, 'deflate-raw', path);
}

/**
 * The members by the headers that stand before them, from the first byte on; null where those are not of our layout, or lead to no
 * directory.
 */
export async function walkMembers(source: ByteSource): Promise<Member[] | null> {
  const placed: PlacedMember[] = [];
  const members: Member[] = [];
  let at = 0;
  for (let header = await headerAt(source, at); header !== null; header = await headerAt(source, at)) {
    const end = header.start + header.compressedBytes;
    if (end > source.size) {
      return null;
    }
    placed.push({ ...header, offset: at });
    members.push({ ...header, end, isPlaced: true });
    at = end;
  }
  const isWhole = members.length > 0 && source.size - at === zipEnd(placed, at).length;
  return isWhole ? members : null;
}

async function headerAt(source: ByteSource, at: number) {
  const fields = viewOf(await readBytes(source, at, Math.min(at + 30, source.size)));
  if (fields.byteLength < 30 || fields.getUint32(0, true) !== 0x04034b50) {
    return null;
  }
  const nameEnd = at + 30 + fields.getUint16(26, true);
  const start = nameEnd + fields.getUint16(28, true);
  const extra = viewOf(await readBytes(source, nameEnd, Math.min(start, source.size)));
  const zip64 = extra.byteLength === 20;
  const member = {
    path: new TextDecoder().decode(await readBytes(source, at + 30, Math.min(nameEnd, source.size))),
    method: fields.getUint16(8, true),
    crc32: fields.getUint32(14, true),
    bytes: zip64 ? Number(extra.getBigUint64(4, true)) : fields.getUint32(22, true),
    compressedBytes: zip64 ? Number(extra.getBigUint64(12, true)) : fields.getUint32(18, true),
    zip64,
    start,
  };
  const isOurs = sameBytes(await readBytes(source, at, Math.min(start, source.size)), localHeader(member));
  return isOurs ? member : null;
}

/** How wrong each of two lists of members is: by their contents, their places, and the names that the archive's own lists have. */
export async function wrongMembers(
  source: ByteSource,
  first: Member[],
  second: Member[],
): Promise<{ first: number; second: number }> {
  const names = await listedNames(source, [...first, ...second]);
  const count = async (members: Member[]) => {
    const folders = Map.groupBy(members, ({ path }) => topFolder(path));
    // All may lie in one folder, of which the lists say nothing.
    const isListed = ({ path }: Member) =>
      names.includes(path) ||
      (folders.get(topFolder(path))?.length !== 1 && names.includes(path.slice(topFolder(path).length)));
    let wrong = 0;
    for (const member of members) {
      const { problem } = await measure(source, member, () => noHash);
      const faults = [problem !== null, !isListed(member), !member.isPlaced];
      wrong += faults.filter(Boolean).length;
    }
    return wrong;
  };
  return { first: await count(first), second: await count(second) };
}

/** With its slash; empty where there is none. */
function topFolder(path: string): string {
  return path.slice(0, path.indexOf('/') + 1);
}

const noHash = { update: () => undefined, digest: () => new Uint8Array() };
const lists = [
  ...['datapackage.json', 'datapackage-digest.json'],
  ...['bagit.txt', 'bag-info.txt', 'manifest-sha256.txt', 'tagmanifest-sha256.txt'],
];
const maxListBytes = 64 * 1024 * 1024;

async function listedNames(source: ByteSource, members: Member[]): Promise<string> {
  const found = members.filter(
    ({ path, bytes }) => lists.some((list) => path.endsWith(list)) && bytes < maxListBytes,
  );
  const texts = await Promise.all(found.map(({ start, end }) => readBytes(source, start, end)));
  return [...lists, ...texts.map((text) => new TextDecoder().decode(text))].join('\n');
}
