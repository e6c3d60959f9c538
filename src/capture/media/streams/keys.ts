import { open } from 'node:fs/promises';
import type { Footing } from '../../rung.ts';
import { reasonOf } from '../../trouble.ts';
import { type PieceKey, StreamRefusedError } from './stream.ts';

const keyBytes = 16;
const keyTimeoutMs = 20_000;

/** The public keys of one stream, each asked for once. They are kept nowhere. */
export class KeyRing {
  readonly #footing: Footing;
  readonly #headers: Record<string, string>;
  readonly #keys = new Map<string, Uint8Array>();

  constructor(footing: Footing, headers: Record<string, string>) {
    this.#footing = footing;
    this.#headers = headers;
  }

  /** What opens the piece at `start` of the file; null where it lies there plain. */
  async keyFor(
    key: PieceKey,
    file: string,
    start: number,
  ): Promise<{ bytes: Uint8Array; iv: Uint8Array } | null> {
    if (key.mayBePlain && (await isBoxAt(file, start))) {
      return null;
    }
    return { bytes: await this.#fetchKey(key.url), iv: key.iv };
  }

  async #fetchKey(url: string): Promise<Uint8Array> {
    const held = this.#keys.get(url);
    if (held !== undefined) {
      return held;
    }
    const bytes = await this.#ask(url);
    this.#keys.set(url, bytes);
    return bytes;
  }

  async #ask(url: string): Promise<Uint8Array> {
    const { scope, signal } = this.#footing;
    const options = { headers: this.#headers, maxBytes: 10_000, timeoutMs: keyTimeoutMs };
    const answer = await scope.fetch(url, options, signal).catch((error: unknown) => {
      throw new StreamRefusedError(
        `is encrypted, and its key could not be had (${reasonOf(error, this.#footing)})`,
      );
    });
    if (answer.status !== 200 || answer.body.byteLength !== keyBytes) {
      throw new StreamRefusedError(
        `is encrypted, and its key is not public (${url} answered ${answer.status})`,
      );
    }
    return answer.body;
  }
}

/** An MP4 file begins with one of these boxes. */
async function isBoxAt(path: string, start: number): Promise<boolean> {
  const file = await open(path, 'r');
  try {
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, start);
    return ['ftyp', 'styp', 'moov', 'sidx'].includes(buffer.subarray(4).toString('latin1'));
  } finally {
    await file.close();
  }
}
