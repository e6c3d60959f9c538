import { createHash } from 'node:crypto';

/** The hashes of RFC 6962 without a wait for each, for reading whole logs. A hash is a hex string. */
export type Leaf = string;

export function leafOf(entry: string): Leaf {
  return createHash('sha256').update(Uint8Array.of(0)).update(entry).digest('hex');
}

function nodeOf(left: string, right: string): string {
  return createHash('sha256').update(Uint8Array.of(1)).update(left, 'hex').update(right, 'hex').digest('hex');
}

/** A tree that grows at its right: the roots of its perfect subtrees, the widest first. */
export class Peaks {
  readonly #peaks: { hash: string; height: number }[];

  constructor(peaks: Peaks | null = null) {
    this.#peaks = peaks === null ? [] : [...peaks.#peaks];
  }

  /** The root of a perfect subtree of 2^height leaves; one leaf unless said otherwise. */
  add(hash: string, height = 0): this {
    let added = { hash, height };
    for (let last = this.#peaks.at(-1); last?.height === added.height; last = this.#peaks.at(-1)) {
      this.#peaks.pop();
      added = { hash: nodeOf(last.hash, added.hash), height: last.height + 1 };
    }
    this.#peaks.push(added);
    return this;
  }

  /** Of what was added, one leaf at least. */
  root(): string {
    return this.#peaks.map(({ hash }) => hash).reduceRight((right, left) => nodeOf(left, right));
  }
}

export function rootOfLeaves(leaves: readonly Leaf[]): string {
  const peaks = new Peaks();
  for (const leaf of leaves) {
    peaks.add(leaf);
  }
  return peaks.root();
}
