import { createHash, randomBytes } from 'node:crypto';

export interface NewApiKey {
  id: string;
  /** `esa_<id>_<32 random bytes in base64url>`: shown once, kept only as its hash. */
  secret: string;
  /** Hex, of the whole key as sent. */
  secretSha256: string;
}

export function createApiKey(): NewApiKey {
  const id = randomBytes(8).toString('hex');
  const secret = `esa_${id}_${randomBytes(32).toString('base64url')}`;
  return { id, secret, secretSha256: createHash('sha256').update(secret).digest('hex') };
}

/** The id that a presented key claims; null where it has not the form of a key. */
export function keyIdOf(presented: string): string | null {
  return /^esa_([0-9a-f]{16})_[\w-]{43}$/.exec(presented)?.[1] ?? null;
}
