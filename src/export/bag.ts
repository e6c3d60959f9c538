import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { PackagedFile } from '#page-archive/read/datapackage.ts';
import { ZipFile } from '#page-archive/zip-file.ts';

/** A file's size is needed before its bytes, where it may be larger than ZIP's first form can say. */
export interface BagContent {
  maxBytes: number;
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
}

/** What is above the names of files; one line each, in this order. */
export type BagInfo = [label: string, value: string][];

/** A BagIt bag (RFC 8493) in one ZIP, written in one go into an open file. */
export class Bag {
  readonly #zip: ZipFile;
  readonly #folder: string;
  readonly #payload: PackagedFile[] = [];

  /** `folder` is the one folder that the ZIP unpacks to. */
  constructor(file: FileHandle, folder: string) {
    this.#zip = new ZipFile(file);
    this.#folder = folder;
  }

  get payload(): readonly PackagedFile[] {
    return this.#payload;
  }

  /** A file of `data/`. */
  async add(path: string, { maxBytes, chunks }: BagContent, signal: AbortSignal): Promise<PackagedFile> {
    const { sha256, bytes } = await this.#zip.addStream(
      `${this.#folder}/data/${path}`,
      maxBytes,
      async (sink) => {
        for await (const chunk of chunks) {
          signal.throwIfAborted();
          await sink(chunk);
        }
      },
    );
    const file = { path: `data/${path}`, sha256, bytes };
    this.#payload.push(file);
    return file;
  }

  /** The tag files, and the end. */
  async finish(info: BagInfo): Promise<void> {
    const bytes = this.#payload.reduce((total, file) => total + file.bytes, 0);
    const payloadOxum: BagInfo = [['Payload-Oxum', `${bytes}.${this.#payload.length}`]];
    const tags: [string, string][] = [
      ['bagit.txt', 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n'],
      ['bag-info.txt', infoText([...info, ...payloadOxum])],
      ['manifest-sha256.txt', manifestText(this.#payload)],
    ];
    const files = tags.map(([path, text]) => ({ path, body: Buffer.from(text) }));
    const sums = files.map(({ path, body }) => ({
      path,
      sha256: createHash('sha256').update(body).digest('hex'),
    }));
    for (const { path, body } of [
      ...files,
      { path: 'tagmanifest-sha256.txt', body: Buffer.from(manifestText(sums)) },
    ]) {
      await this.#zip.add(`${this.#folder}/${path}`, body);
    }
    await this.#zip.finish();
  }
}

/** As `sha256sum` writes it and checks it, by name. */
function manifestText(files: readonly { path: string; sha256: string }[]): string {
  return files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .map(({ path, sha256 }) => `${sha256}  ${encodePath(path)}\n`)
    .join('');
}

function encodePath(path: string): string {
  return path.replace(
    /[%\r\n]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

function infoText(info: BagInfo): string {
  return info.map(([label, value]) => `${label}: ${value.replace(/\s+/g, ' ').trim()}\n`).join('');
}
