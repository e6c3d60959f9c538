import { createDecipheriv } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { inParallel } from '#domain/in-parallel.ts';
import type { Footing } from '../../rung.ts';
import { reasonOf } from '../../trouble.ts';
import { type ByteAccount, counter } from '../budget.ts';
import { KeyRing } from './keys.ts';
import { type Piece, StreamRefusedError, type Track } from './stream.ts';

export interface TrackFetching {
  footing: Footing;
  headers: Record<string, string>;
  account: ByteAccount;
  /** That a single answer may announce. */
  maxBytes: number;
  /** Pieces that are held so far, fractions of them included. */
  onProgress(pieces: number): void;
}

/** As players do. */
const atATime = 4;

/** Fetches the pieces of a track and puts them together, in order and decrypted, as the file `path`. */
export async function fetchTrack(track: Track, path: string, fetching: TrackFetching): Promise<void> {
  const { footing } = fetching;
  // A file of which several pieces are ranges is fetched once, whole: most often it is the whole track.
  const urls = [...new Set(track.pieces.map(({ url }) => url))];
  const files = new Map(urls.map((url, index) => [url, `${path}.piece-${index + 1}`]));
  const keys = new KeyRing(footing, fetching.headers);
  const held = new Map<string, number>();
  await inParallel(urls, atATime, footing.signal, async (url, signal) => {
    await fetchFile(url, fileOf(files, url), { ...fetching, footing: { ...footing, signal } }, (fraction) => {
      held.set(url, fraction);
      const sum = [...held.values()].reduce((total, each) => total + each, 0);
      fetching.onProgress((sum / urls.length) * track.pieces.length);
    });
  }).catch((error: unknown) => {
    throw error instanceof PieceError ? error.inContext(urls.length) : error;
  });
  await putTogether(track.pieces, files, path, keys, footing);
}

/** Knows which piece it was; the words come where their number is known. */
class PieceError extends StreamRefusedError {
  readonly #index: number;

  constructor(index: number, reason: string) {
    super(reason);
    this.#index = index;
  }

  inContext(count: number): StreamRefusedError {
    return new StreamRefusedError(`lacks piece ${this.#index} of ${count} (${this.message})`);
  }
}

async function fetchFile(
  url: string,
  path: string,
  { footing, headers, account, maxBytes }: TrackFetching,
  onFraction: (fraction: number) => void,
): Promise<void> {
  const { scope, signal, tools } = footing;
  const count = counter(account);
  const options = {
    toFile: path,
    headers,
    maxBytes,
    idleTimeoutMs: tools.limits.mediaIdleMs,
    totalTimeoutMs: tools.limits.mediaTotalMs,
    onProgress(received: number, total: number | null) {
      count(received);
      onFraction(total ? Math.min(received / total, 1) : 0);
    },
  };
  try {
    await scope.download(url, options, signal);
    onFraction(1);
  } catch (error) {
    const number = Number(/\d+$/.exec(path)?.[0] ?? 0);
    const reason = reasonOf(error, footing);
    throw new PieceError(number, reason.includes(url) ? reason : `${url}: ${reason}`);
  }
}

async function putTogether(
  pieces: Piece[],
  files: Map<string, string>,
  path: string,
  keys: KeyRing,
  { signal }: Footing,
): Promise<void> {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined && only.range === null && only.key === null) {
    await rename(fileOf(files, only.url), path);
    return;
  }
  const lastUse = new Map(pieces.map(({ url }, index) => [url, index]));
  for (const [index, piece] of pieces.entries()) {
    const file = fileOf(files, piece.url);
    await append(piece, file, path, keys, signal);
    if (lastUse.get(piece.url) === index) {
      await rm(file, { force: true });
    }
  }
}

async function append(
  piece: Piece,
  file: string,
  path: string,
  keys: KeyRing,
  signal: AbortSignal,
): Promise<void> {
  const { size } = await stat(file);
  const start = piece.range?.start ?? 0;
  const end = piece.range === null ? size : start + piece.range.length;
  if (end > size) {
    throw new StreamRefusedError(`has a piece that ends at ${end} in a file of ${size} bytes (${piece.url})`);
  }
  if (end <= start) {
    return;
  }
  const key = piece.key === null ? null : await keys.keyFor(piece.key, file, start);
  const decipher = key === null ? [] : [createDecipheriv('aes-128-cbc', key.bytes, key.iv)];
  const bytes = createReadStream(file, { start, end: end - 1 });
  try {
    await pipeline([bytes, ...decipher, createWriteStream(path, { flags: 'a' })], { signal });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_OSSL')) {
      throw new StreamRefusedError(`has a piece that its key does not open (${piece.url})`, { cause: error });
    }
    throw error;
  }
}

function fileOf(files: Map<string, string>, url: string): string {
  const file = files.get(url);
  if (file === undefined) {
    throw new Error(`No file was planned for ${url}`);
  }
  return file;
}
