import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { PackagedFile } from './read/datapackage.ts';
import { localHeader, type PlacedMember, zipEnd } from './read/zip-layout.ts';
import type { Sink } from './warc-writer.ts';

/** A ZIP of stored files, written into an open file in one go. */
export class ZipFile {
  private readonly file: FileHandle;
  private readonly members: PlacedMember[] = [];
  private offset = 0;

  constructor(file: FileHandle) {
    this.file = file;
  }

  async add(path: string, content: Uint8Array): Promise<PackagedFile> {
    return await this.addStream(path, content.length, async (sink) => await sink(content));
  }

  /**
   * For content whose size shows only when it is written: the header goes before it, empty, and is filled in behind. `maxBytes`
   * decides whether that header needs 64 bits.
   */
  async addStream(
    path: string,
    maxBytes: number,
    write: (sink: Sink) => Promise<void>,
  ): Promise<PackagedFile> {
    const offset = this.offset;
    const zip64 = maxBytes >= 0xff000000;
    const hash = createHash('sha256');
    let crc = 0;
    let bytes = 0;
    const empty = localHeader({ path, method: 0, crc32: 0, compressedBytes: 0, bytes: 0, zip64 });
    await this.append(empty);
    await write(async (chunk) => {
      hash.update(chunk);
      crc = crc32(chunk, crc);
      bytes += chunk.length;
      await this.append(chunk);
    });
    const member = { path, method: 0, crc32: crc, compressedBytes: bytes, bytes, offset, zip64 };
    const header = localHeader(member);
    if (header.length !== empty.length) {
      throw new Error(`${path} has ${bytes} bytes, more than the ${maxBytes} that were announced`);
    }
    await writeWhole(this.file, header, offset);
    this.members.push(member);
    return { path, sha256: hash.digest('hex'), bytes };
  }

  /** Size of the whole. */
  async finish(): Promise<number> {
    await this.append(zipEnd(this.members, this.offset));
    return this.offset;
  }

  private async append(bytes: Uint8Array): Promise<void> {
    await writeWhole(this.file, bytes, this.offset);
    this.offset += bytes.length;
  }
}

async function writeWhole(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let written = 0;
  while (written < bytes.length) {
    const { bytesWritten } = await file.write(bytes, written, bytes.length - written, position + written);
    written += bytesWritten;
  }
}
