import { type ByteSource, chunksOf } from './byte-source.ts';
import { crc32 } from './crc32.ts';
import { asText, digestText, type PackagedFile, resources } from './datapackage.ts';
import { openWacz } from './wacz.ts';
import { localHeader, type PlacedMember, type ZipMember, zipEnd } from './zip-layout.ts';

/** A piece of a bundle: bytes of its own, or a range of the archive it was made of. */
export type Segment = { kind: 'literal'; bytes: Uint8Array } | { kind: 'range'; start: number; end: number };

export interface Bundle {
  bytes: number;
  segments: Segment[];
}

export interface AddedFile {
  path: string;
  body: Uint8Array<ArrayBuffer>;
}

const madeAnew = ['datapackage.json', 'datapackage-digest.json'];

/**
 * The bare WACZ with files added, its datapackage made anew (with `extras` as further fields of it): the same for the same input.
 * Nothing of the bare archive's content is read or copied; its files stay ranges of it, so that any range of the bundle is at hand.
 */
export async function composeBundle(
  bare: ByteSource,
  added: AddedFile[],
  extras: Record<string, unknown> = {},
): Promise<Bundle> {
  const wacz = await openWacz(bare);
  const kept = wacz.entries.filter(({ path }) => !madeAnew.includes(path));
  const twin = added.find(({ path }) => madeAnew.includes(path) || kept.some((entry) => entry.path === path));
  if (twin !== undefined) {
    throw new Error(`${twin.path} is in the archive already`);
  }
  const layout = new BundleLayout();
  for (const entry of kept) {
    const { start, end } = await wacz.zip.place(entry);
    layout.addRange(entry, start, end);
  }
  for (const { path, body } of added) {
    layout.addFile(path, body);
  }
  const files = [...wacz.datapackage.files, ...(await Promise.all(added.map(packaged)))];
  const datapackage = utf8(asText({ ...wacz.datapackage.fields, ...extras, resources: resources(files) }));
  layout.addFile('datapackage.json', datapackage);
  layout.addFile('datapackage-digest.json', utf8(digestText(await sha256(datapackage))));
  return layout.finish();
}

/**
 * The bare archive again, out of a bundle: without `proof/`, with the datapackage that lies there as its own. Its SHA-256 is the one of
 * the artifact that the manifest names. The segments are ranges of the bundle.
 */
export async function bareOf(bundle: ByteSource): Promise<Bundle> {
  const wacz = await openWacz(bundle);
  const datapackage = await wacz.file('proof/datapackage.json');
  const layout = new BundleLayout();
  for (const entry of wacz.entries) {
    if (!madeAnew.includes(entry.path) && !entry.path.startsWith('proof/')) {
      const { start, end } = await wacz.zip.place(entry);
      layout.addRange(entry, start, end);
    }
  }
  layout.addFile('datapackage.json', datapackage);
  layout.addFile('datapackage-digest.json', utf8(digestText(await sha256(datapackage))));
  return layout.finish();
}

/** The bytes from `start` up to `end`, in pieces, out of the archive it was made of; nothing else of that is read. */
export async function* readBundle(
  bundle: Bundle,
  source: ByteSource,
  start = 0,
  end = bundle.bytes,
): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const segment of bundle.segments) {
    const length = segment.kind === 'literal' ? segment.bytes.length : segment.end - segment.start;
    const from = Math.max(0, start - at);
    const to = Math.min(length, end - at);
    at += length;
    if (from >= to) {
      continue;
    }
    if (segment.kind === 'literal') {
      yield segment.bytes.subarray(from, to);
    } else {
      yield* chunksOf(source.slice(segment.start + from, segment.start + to).stream());
    }
  }
}

class BundleLayout {
  private readonly segments: Segment[] = [];
  private readonly members: PlacedMember[] = [];
  private bytes = 0;

  addFile(path: string, body: Uint8Array): void {
    this.place({ path, method: 0, crc32: crc32(body), compressedBytes: body.length, bytes: body.length });
    this.add({ kind: 'literal', bytes: body }, body.length);
  }

  addRange(member: ZipMember, start: number, end: number): void {
    this.place(member);
    this.add({ kind: 'range', start, end }, end - start);
  }

  finish(): Bundle {
    const end = zipEnd(this.members, this.bytes);
    this.add({ kind: 'literal', bytes: end }, end.length);
    return { bytes: this.bytes, segments: this.segments };
  }

  private place({ path, method, crc32: crc, compressedBytes, bytes }: ZipMember): void {
    const member = { path, method, crc32: crc, compressedBytes, bytes };
    const header = localHeader(member);
    this.members.push({ ...member, offset: this.bytes });
    this.add({ kind: 'literal', bytes: header }, header.length);
  }

  private add(segment: Segment, bytes: number): void {
    this.segments.push(segment);
    this.bytes += bytes;
  }
}

async function packaged({ path, body }: AddedFile): Promise<PackagedFile> {
  return { path, sha256: await sha256(body), bytes: body.length };
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
