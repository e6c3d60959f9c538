import { createHash } from 'node:crypto';
import { crc32 } from '#page-archive/read/crc32.ts';
import { asText, digestText, parseDatapackage, resources } from '#page-archive/read/datapackage.ts';
import { openWacz } from '#page-archive/read/wacz.ts';
import { joined, localHeader, zipEnd } from '#page-archive/read/zip-layout.ts';

/** The bundle with files changed, and every list, hash and CRC in it made to fit. */
export async function rewrittenBundle(
  bundle: Blob,
  change: (path: string, text: string) => string,
): Promise<Uint8Array<ArrayBuffer>> {
  const opened = await openWacz(bundle);
  const listed = parseDatapackage(opened.datapackageBytes);
  const contents = new Map<string, Uint8Array>();
  for (const { path } of listed.files) {
    const text = Buffer.from(await opened.file(path)).toString('latin1');
    contents.set(path, Buffer.from(change(path, text), 'latin1'));
  }
  const files = [...contents].map(([path, bytes]) => ({ path, sha256: sha256(bytes), bytes: bytes.length }));
  const datapackage = Buffer.from(asText({ ...listed.fields, resources: resources(files) }));
  contents.set('datapackage.json', datapackage);
  contents.set('datapackage-digest.json', Buffer.from(digestText(sha256(datapackage))));
  return zipped([...contents], (bytes) => ({ method: 0, packed: bytes }));
}

/** A ZIP of these, each packed as `pack` says. */
export function zipped(
  contents: (readonly [string, Uint8Array])[],
  pack: (bytes: Uint8Array, path: string) => { method: number; packed: Uint8Array },
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const members = contents.map(([path, bytes]) => {
    const { method, packed } = pack(bytes, path);
    const offset = parts.reduce((sum, { length }) => sum + length, 0);
    const sizes = { compressedBytes: packed.length, bytes: bytes.length };
    const member = { path, method, crc32: crc32(bytes), ...sizes, offset };
    parts.push(localHeader(member), packed);
    return member;
  });
  const end = parts.reduce((sum, { length }) => sum + length, 0);
  return joined(...parts, zipEnd(members, end));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
