/**
 * The log's own words: one entry names one document that was written about what we hold. An entry is the ASCII text
 * `<kind> <sha256>` without newline, so that its leaf hash can be made with `printf` and `sha256sum`.
 */
export const logEntryKinds = ['manifest', 'restriction', 'purge'] as const;
export type LogEntryKind = (typeof logEntryKinds)[number];

export interface LogEntry {
  kind: LogEntryKind;
  /** Of the document's bytes, hex. */
  sha256: string;
}

/** Hashes, and entries, of a full tile (c2sp.org/tlog-tiles). */
export const tileWidth = 256;

/** What storage or a mirror gave for a part of the log is not that part. */
export class DamagedLogError extends Error {
  override readonly name = 'DamagedLogError';
}

export function entryText({ kind, sha256 }: LogEntry): string {
  return `${kind} ${sha256}`;
}

/** Throws `DamagedLogError` for what is no entry of this log. */
export function parseEntry(text: string): LogEntry {
  const [, name, sha256] = /^([a-z]+) ([0-9a-f]{64})$/.exec(text) ?? [];
  const kind = logEntryKinds.find((known) => known === name);
  if (kind === undefined || sha256 === undefined) {
    throw new DamagedLogError(`Not an entry of this log: ${JSON.stringify(text.slice(0, 100))}`);
  }
  return { kind, sha256 };
}

/** Entries one after the other, each behind its length as a big-endian uint16. */
export function entryBundle(entries: readonly LogEntry[]): Uint8Array {
  const texts = entries.map((entry) => new TextEncoder().encode(entryText(entry)));
  const bundle = new Uint8Array(texts.reduce((total, text) => total + 2 + text.length, 0));
  const view = new DataView(bundle.buffer);
  let offset = 0;
  for (const text of texts) {
    view.setUint16(offset, text.length);
    bundle.set(text, offset + 2);
    offset += 2 + text.length;
  }
  return bundle;
}

/** Throws `DamagedLogError` where a length or an entry is not right. */
export function parseEntryBundle(bundle: Uint8Array): LogEntry[] {
  const view = new DataView(bundle.buffer, bundle.byteOffset, bundle.byteLength);
  const entries: LogEntry[] = [];
  for (let offset = 0; offset < bundle.length; ) {
    const end = offset + 2 + (offset + 2 <= bundle.length ? view.getUint16(offset) : 0);
    if (offset + 2 > bundle.length || end > bundle.length) {
      throw new DamagedLogError('An entry bundle is cut off');
    }
    entries.push(parseEntry(new TextDecoder().decode(bundle.subarray(offset + 2, end))));
    offset = end;
  }
  return entries;
}

/** A tile's place: `level` of hashes, or `entries`; `width` below 256 where it is the partial one. */
export interface TilePlace {
  level: number | 'entries';
  index: number;
  width: number;
}

/** As in `tile/0/x001/x234/067.p/5`: the path of the HTTP API, and below `log/` the key in storage. */
export function tilePath({ level, index, width }: TilePlace): string {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const groups = digits.match(/\d{3}/g) ?? [];
  const path = groups.map((group, place) => (place < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width < tileWidth ? `.p/${width}` : ''}`;
}

/** The tiles that entries make at `level` of a log of `size`, those before the first changed one left out. */
export function tilesAt(level: number | 'entries', size: number, oldSize = 0): TilePlace[] {
  const span = level === 'entries' ? 1 : tileWidth ** level;
  const width = Math.floor(size / span);
  const oldWidth = Math.floor(oldSize / span);
  const places: TilePlace[] = [];
  if (width === oldWidth) {
    return places;
  }
  for (let index = Math.floor(oldWidth / tileWidth); index * tileWidth < width; index += 1) {
    places.push({ level, index, width: Math.min(tileWidth, width - index * tileWidth) });
  }
  return places;
}

export const logKeys = {
  /** `path` as in `tilePath`. */
  tile: (path: string) => `log/${path}`,
  checkpoints: 'log/checkpoints/',
  checkpoint: (size: number) => `log/checkpoints/${size}`,
  timestamps: 'log/timestamps/',
  timestamp: (size: number, name: string) => `log/timestamps/${size}/${name}.json`,
};
