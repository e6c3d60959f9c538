/**
 * The hashes of RFC 6962, section 2.1, and what can be checked with them alone. Runs in browsers too: hashing is
 * WebCrypto's. A hash is 32 bytes.
 */
export type Hash = Uint8Array;

/** Of one entry: SHA-256 over 0x00 and its bytes. */
export function leafHash(entry: Uint8Array): Promise<Hash> {
  return sha256(Uint8Array.of(0), entry);
}

/** Of an inner node: SHA-256 over 0x01 and both children. */
export function nodeHash(left: Hash, right: Hash): Promise<Hash> {
  return sha256(Uint8Array.of(1), left, right);
}

/** The tree over `leaves`; of none, SHA-256 of nothing. */
export async function rootOf(leaves: readonly Hash[]): Promise<Hash> {
  const [only] = leaves;
  if (only === undefined) {
    return sha256();
  }
  if (leaves.length === 1) {
    return only;
  }
  const left = largestPowerBelow(leaves.length);
  return nodeHash(await rootOf(leaves.slice(0, left)), await rootOf(leaves.slice(left)));
}

/** The largest power of two below `size`, which must be 2 or more: where RFC 6962 splits a tree. */
export function largestPowerBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) {
    power *= 2;
  }
  return power;
}

/**
 * The root that the inclusion proof of `leaf` at `index` in a tree of `size` leads to; null where the proof has not the
 * length it must have (RFC 9162, section 2.1.3.2, the same tree).
 */
export async function rootByInclusion(
  { index, size, leaf }: { index: number; size: number; leaf: Hash },
  proof: readonly Hash[],
): Promise<Hash | null> {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
    return null;
  }
  let [node, last, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (last === 0) {
      return null;
    }
    if (node % 2 === 1 || node === last) {
      hash = await nodeHash(sibling, hash);
      while (node % 2 === 0 && node !== 0) {
        [node, last] = [half(node), half(last)];
      }
    } else {
      hash = await nodeHash(hash, sibling);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 ? hash : null;
}

/** Whether the tree of `newSize` with `newRoot` begins with that of `oldSize` with `oldRoot` (RFC 9162, section 2.1.4.2). */
export async function isConsistent(
  old: { size: number; root: Hash },
  later: { size: number; root: Hash },
  proof: readonly Hash[],
): Promise<boolean> {
  if (old.size === later.size) {
    return proof.length === 0 && sameBytes(old.root, later.root);
  }
  if (old.size === 0 || old.size > later.size) {
    return old.size === 0 && proof.length === 0;
  }
  const path = isPowerOfTwo(old.size) ? [old.root, ...proof] : proof;
  const [first, ...rest] = path;
  if (first === undefined) {
    return false;
  }
  let [node, last] = [old.size - 1, later.size - 1];
  while (node % 2 === 1) {
    [node, last] = [half(node), half(last)];
  }
  let [oldHash, newHash] = [first, first];
  for (const hash of rest) {
    if (last === 0) {
      return false;
    }
    if (node % 2 === 1 || node === last) {
      [oldHash, newHash] = [await nodeHash(hash, oldHash), await nodeHash(hash, newHash)];
      while (node % 2 === 0 && node !== 0) {
        [node, last] = [half(node), half(last)];
      }
    } else {
      newHash = await nodeHash(newHash, hash);
    }
    [node, last] = [half(node), half(last)];
  }
  return last === 0 && sameBytes(oldHash, old.root) && sameBytes(newHash, later.root);
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** Not by shifting: sizes may pass 2^31. */
function half(value: number): number {
  return Math.floor(value / 2);
}

function isPowerOfTwo(value: number): boolean {
  let power = 1;
  while (power < value) {
    power *= 2;
  }
  return power === value;
}

async function sha256(...parts: Uint8Array[]): Promise<Hash> {
  const bytes = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    bytes.set(part, offset);
    offset += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}
