import { DamagedLogError, type TilePlace, tilePath, tileWidth } from '#domain/log.ts';
import { type Hash, largestPowerBelow, nodeHash } from './merkle.ts';

/** The bytes of a tile by its path (`tilePath`), from storage or over HTTP; null where there is none. */
export type ReadTile = (path: string) => Promise<Uint8Array | null>;

const hashBytes = 32;

/** The tree of `size` entries as its tiles tell it: any inner hash, and so any proof, with few tiles read. */
export class TiledTree {
  readonly size: number;
  readonly #readTile: ReadTile;
  readonly #tiles = new Map<string, Promise<Hash[]>>();

  constructor(size: number, readTile: ReadTile) {
    this.size = size;
    this.#readTile = readTile;
  }

  root(): Promise<Hash> {
    return this.#hashOf(0, this.size);
  }

  /** RFC 6962, section 2.1.1: from the leaf's sibling up to the root's child. */
  async inclusionProof(index: number): Promise<Hash[]> {
    const proof: Hash[] = [];
    let [start, end] = [0, this.size];
    while (end - start > 1) {
      const middle = start + largestPowerBelow(end - start);
      if (index < middle) {
        proof.unshift(await this.#hashOf(middle, end));
        end = middle;
      } else {
        proof.unshift(await this.#hashOf(start, middle));
        start = middle;
      }
    }
    return proof;
  }

  /** RFC 6962, section 2.1.2: that this tree begins with that of `oldSize`. Empty where there is nothing to prove. */
  async consistencyProof(oldSize: number): Promise<Hash[]> {
    if (oldSize === 0 || oldSize >= this.size) {
      return [];
    }
    const proof: Hash[] = [];
    let [start, end] = [0, this.size];
    while (end !== oldSize) {
      const middle = start + largestPowerBelow(end - start);
      if (oldSize <= middle) {
        proof.unshift(await this.#hashOf(middle, end));
        end = middle;
      } else {
        proof.unshift(await this.#hashOf(start, middle));
        start = middle;
      }
    }
    return start === 0 ? proof : [await this.#hashOf(start, end), ...proof];
  }

  /** The tree over the entries from `start` to before `end`, where RFC 6962 has such a node. */
  async #hashOf(start: number, end: number): Promise<Hash> {
    if (end === start) {
      return new Uint8Array(await crypto.subtle.digest('SHA-256', new Uint8Array()));
    }
    const length = end - start;
    const level = wholeLevel(start, length);
    if (level !== null) {
      return this.#hashAt(level, start / tileWidth ** level);
    }
    const middle = start + largestPowerBelow(length);
    return nodeHash(await this.#hashOf(start, middle), await this.#hashOf(middle, end));
  }

  /** The `place`th hash of those at `level`. */
  async #hashAt(level: number, place: number): Promise<Hash> {
    const index = Math.floor(place / tileWidth);
    const width = Math.min(tileWidth, Math.floor(this.size / tileWidth ** level) - index * tileWidth);
    const hash = (await this.#tile({ level, index, width }))[place % tileWidth];
    if (hash === undefined) {
      throw new DamagedLogError(`The log of ${this.size} entries has no hash ${place} at level ${level}`);
    }
    return hash;
  }

  #tile(place: TilePlace): Promise<Hash[]> {
    const path = tilePath(place);
    const tile = this.#tiles.get(path) ?? this.#load(place);
    this.#tiles.set(path, tile);
    return tile;
  }

  /** A partial tile may be gone once the full one is there. */
  async #load(place: TilePlace): Promise<Hash[]> {
    const bytes =
      (await this.#readTile(tilePath(place))) ??
      (await this.#readTile(tilePath({ ...place, width: tileWidth })))?.subarray(0, place.width * hashBytes);
    if (bytes?.length !== place.width * hashBytes) {
      throw new DamagedLogError(`The log misses ${tilePath(place)}, or it has the wrong length`);
    }
    return Array.from({ length: place.width }, (_, index) =>
      bytes.slice(index * hashBytes, (index + 1) * hashBytes),
    );
  }
}

/** The level at which one hash of a tile covers just these entries; null where none does. */
function wholeLevel(start: number, length: number): number | null {
  for (let level = 0, span = 1; span <= length; level += 1, span *= tileWidth) {
    if (span === length && start % span === 0) {
      return level;
    }
  }
  return null;
}
