import { readBytes } from './byte-source.ts';
import type { ZipArchive, ZipEntry } from './zip-archive.ts';
import { localHeader, type PlacedMember, zipEnd } from './zip-layout.ts';

/**
 * For archives of our own making: whether every byte that belongs to no file is the one our layout has there. Names what is not: a path, or
 * `zip directory`. With the files' hashes this leaves no byte of an archive unchecked.
 */
export async function layoutDamage(zip: ZipArchive): Promise<string[]> {
  const damaged: string[] = [];
  const members: PlacedMember[] = [];
  let end = 0;
  for (const entry of zip.entries) {
    const header = await ownHeader(zip, entry);
    if (header === null || entry.offset !== end) {
      damaged.push(entry.path);
    }
    members.push({ ...entry, zip64: header?.zip64 ?? false });
    end = entry.limit;
  }
  const found = await readBytes(zip.source, zip.directoryOffset, zip.source.size);
  if (damaged.length === 0 && !areEqual(found, zipEnd(members, zip.directoryOffset))) {
    damaged.push('zip directory');
  }
  return damaged;
}

/** Null where the local header is none of ours, or the content does not end where the next file begins. */
async function ownHeader(zip: ZipArchive, entry: ZipEntry): Promise<{ zip64: boolean } | null> {
  for (const zip64 of [false, true]) {
    const expected = localHeader({ ...entry, zip64 });
    const found = await readBytes(zip.source, entry.offset, entry.offset + expected.length);
    if (areEqual(found, expected) && entry.offset + expected.length + entry.compressedBytes === entry.limit) {
      return { zip64 };
    }
  }
  return null;
}

function areEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}
