/**
 * The bytes of a ZIP round its files, always the same for the same files: no dates, no system, nothing left to chance. ZIP64 where
 * sizes need it. PKWARE's APPNOTE 6.3.10 names the fields.
 */

export interface ZipMember {
  path: string;
  /** 0 stored, 8 deflated. */
  method: number;
  crc32: number;
  compressedBytes: number;
  bytes: number;
}

export interface PlacedMember extends ZipMember {
  /** Where its local header begins. */
  offset: number;
  /** Its local header says its size in 64 bits, whatever it is: it was written before the size was known. */
  zip64?: boolean;
}

export const max32 = 0xffffffff;
const max16 = 0xffff;

/** 1 January 1980: the first date that a ZIP can say. */
const dosDate = 0x0021;
const utf8Flag = 0x0800;
const madeByUnix = 3 << 8;
const regularFile = 0o100644 * 0x10000;

export function localHeader(member: ZipMember & { zip64?: boolean }): Uint8Array {
  const name = new TextEncoder().encode(member.path);
  const large = isLarge(member);
  const extra = large ? zip64Extra([member.bytes, member.compressedBytes]) : new Uint8Array();
  const fields = new DataView(new ArrayBuffer(30));
  fields.setUint32(0, 0x04034b50, true);
  fields.setUint16(4, large ? 45 : 20, true);
  fields.setUint16(6, utf8Flag, true);
  fields.setUint16(8, member.method, true);
  fields.setUint16(12, dosDate, true);
  fields.setUint32(14, member.crc32, true);
  fields.setUint32(18, large ? max32 : member.compressedBytes, true);
  fields.setUint32(22, large ? max32 : member.bytes, true);
  fields.setUint16(26, name.length, true);
  fields.setUint16(28, extra.length, true);
  return joined(fields, name, extra);
}

/** The central directory and what ends the file, for members whose directory begins at `offset`. */
export function zipEnd(members: PlacedMember[], offset: number): Uint8Array {
  const directory = joined(...members.map(directoryEntry));
  const count = members.length;
  const large = count >= max16 || offset >= max32 || directory.length >= max32;
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, large ? max16 : count, true);
  end.setUint16(10, large ? max16 : count, true);
  end.setUint32(12, large ? max32 : directory.length, true);
  end.setUint32(16, large ? max32 : offset, true);
  return joined(directory, large ? zip64End(count, directory.length, offset) : new Uint8Array(), end);
}

function directoryEntry(member: PlacedMember): Uint8Array {
  const name = new TextEncoder().encode(member.path);
  const large = isLarge(member);
  const far = member.offset >= max32;
  const extra = zip64Extra([
    ...(large ? [member.bytes, member.compressedBytes] : []),
    ...(far ? [member.offset] : []),
  ]);
  const fields = new DataView(new ArrayBuffer(46));
  fields.setUint32(0, 0x02014b50, true);
  fields.setUint16(4, madeByUnix | 45, true);
  fields.setUint16(6, large || far ? 45 : 20, true);
  fields.setUint16(8, utf8Flag, true);
  fields.setUint16(10, member.method, true);
  fields.setUint16(14, dosDate, true);
  fields.setUint32(16, member.crc32, true);
  fields.setUint32(20, large ? max32 : member.compressedBytes, true);
  fields.setUint32(24, large ? max32 : member.bytes, true);
  fields.setUint16(28, name.length, true);
  fields.setUint16(30, extra.length, true);
  fields.setUint32(38, regularFile, true);
  fields.setUint32(42, far ? max32 : member.offset, true);
  return joined(fields, name, extra);
}

function isLarge(member: ZipMember & { zip64?: boolean }): boolean {
  return member.zip64 === true || member.bytes >= max32 || member.compressedBytes >= max32;
}

function zip64Extra(values: number[]): Uint8Array {
  if (values.length === 0) {
    return new Uint8Array();
  }
  const extra = new DataView(new ArrayBuffer(4 + 8 * values.length));
  extra.setUint16(0, 1, true);
  extra.setUint16(2, 8 * values.length, true);
  for (const [index, value] of values.entries()) {
    extra.setBigUint64(4 + 8 * index, BigInt(value), true);
  }
  return joined(extra);
}

function zip64End(count: number, bytes: number, offset: number): Uint8Array {
  const end = new DataView(new ArrayBuffer(56 + 20));
  end.setUint32(0, 0x06064b50, true);
  end.setBigUint64(4, 44n, true);
  end.setUint16(12, madeByUnix | 45, true);
  end.setUint16(14, 45, true);
  end.setBigUint64(24, BigInt(count), true);
  end.setBigUint64(32, BigInt(count), true);
  end.setBigUint64(40, BigInt(bytes), true);
  end.setBigUint64(48, BigInt(offset), true);
  end.setUint32(56, 0x07064b50, true);
  end.setBigUint64(64, BigInt(offset + bytes), true);
  end.setUint32(72, 1, true);
  return joined(end);
}

export function joined(...parts: (Uint8Array | DataView)[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((bytes, part) => bytes + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return whole;
}
