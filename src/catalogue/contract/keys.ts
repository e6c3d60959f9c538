import type { KeyLimits } from '#domain/key-limits.ts';

export const scopes = ['submit', 'read', 'admin'] as const;
export type Scope = (typeof scopes)[number];
export interface ApiKey {
  id: string;
  name: string;
  scopes: Scope[];
  createdAt: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
  limits: KeyLimits;
}
export interface Keys {
  /** `secretSha256` is of the whole key as sent. */
  create(key: {
    id: string;
    name: string;
    scopes: Scope[];
    secretSha256: string;
    limits?: KeyLimits;
  }): Promise<ApiKey>;
  /** Null where there is no such key, or it was revoked. */
  limit(id: string, limits: KeyLimits): Promise<ApiKey | null>;
  list(): Promise<ApiKey[]>;
  revoke(id: string): Promise<boolean>;
  /** Null where unknown or revoked. The caller compares in constant time. */
  find(id: string): Promise<(ApiKey & { secretSha256: string }) | null>;
  touch(id: string): Promise<void>;
}
