import { createHash, timingSafeEqual } from 'node:crypto';
import { type Keys, type Scope, scopes } from '#catalogue/catalogue.ts';
import type { Clock } from '#domain/clock.ts';
import { type Allowed, allowedBy, unlimited } from '#domain/key-limits.ts';
import { keyIdOf } from './api-key.ts';

export interface KeyGround {
  keys: Keys;
  clock: Clock;
  /** Hex; null where there is no bootstrap key. */
  adminKeySha256: string | null;
}

/** A key that is good now. */
export interface GoodKey {
  /** Null is ADMIN_KEY. */
  id: string | null;
  name: string;
  scopes: ReadonlySet<Scope>;
  /** How much it may ask for. */
  allowed: Allowed;
  /** Hex, of the whole key. */
  secretSha256: string;
}

export const allScopes: ReadonlySet<Scope> = new Set(scopes);

/** The key that somebody shows; null where it is unknown or was revoked. */
export async function checkKey(presented: string, ground: KeyGround): Promise<GoodKey | null> {
  const hash = createHash('sha256').update(presented).digest();
  if (ground.adminKeySha256 !== null && isSameHash(hash, ground.adminKeySha256)) {
    return keyById(null, ground);
  }
  const id = keyIdOf(presented);
  const isShown = (secretSha256: string) => isSameHash(hash, secretSha256);
  return id === null ? null : keyById(id, ground, isShown);
}

/** The key as it is now, which notes that it was used; null where it was revoked or does not `fit`. */
export async function keyById(
  id: string | null,
  { keys, clock, adminKeySha256 }: KeyGround,
  fits: (secretSha256: string) => boolean = () => true,
): Promise<GoodKey | null> {
  if (id === null) {
    return adminKeySha256 !== null && fits(adminKeySha256)
      ? { id, name: 'ADMIN_KEY', scopes: allScopes, allowed: unlimited, secretSha256: adminKeySha256 }
      : null;
  }
  const key = await keys.find(id);
  if (!key || key.revokedAt !== null || !fits(key.secretSha256)) {
    return null;
  }
  // When a key was last used is worth a minute's precision, not a write a request.
  if (key.lastUsedAt === null || clock.now().getTime() - Date.parse(key.lastUsedAt) > touchEveryMs) {
    await keys.touch(id);
  }
  const { name, secretSha256 } = key;
  return {
    ...{ id, name, secretSha256, allowed: allowedBy(key) },
    scopes: key.scopes.includes('admin') ? allScopes : new Set(key.scopes),
  };
}

/** In constant time; `expectedHex` is the hash as it is kept. */
export function isSameHash(hash: Buffer, expectedHex: string): boolean {
  const expected = Buffer.from(expectedHex, 'hex');
  return expected.length === hash.length && timingSafeEqual(hash, expected);
}

const touchEveryMs = 60_000;
