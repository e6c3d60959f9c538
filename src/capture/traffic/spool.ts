import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Body } from '#page-archive/exchange.ts';
import { readRange } from '#storage/files.ts';

/** Keeps the bodies of one recording in a folder, equal ones once, until the archive is written. */
export class Spool {
  readonly folder: string;

  /** The folder exists already, and goes with whoever made it. */
  constructor(folder: string) {
    this.folder = folder;
  }

  async put(bytes: Uint8Array): Promise<Body> {
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const path = join(this.folder, sha256);
    // The same bytes over the same bytes: whoever is second changes nothing.
    await writeFile(path, bytes);
    return { bytes: bytes.byteLength, sha256, open: () => readRange(path) };
  }

  /** A file that lies in the folder already. */
  async adopt(path: string): Promise<Body> {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of readRange(path)) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    return { bytes, sha256: hash.digest('hex'), open: () => readRange(path) };
  }
}
