export const scopes = ['submit', 'read', 'admin'] as const;
export type Scope = (typeof scopes)[number];
export interface ApiKey {
  id: string;
  name: string;
  scopes: Scope[];
  createdAt: string;
  lastUsedAt: string | null;
  revokedAt: string | null;
}
export interface Keys {
  /** `secretSha256` is of the whole key as sent. */
  create(key: { id: string; name: string; scopes: Scope[]; secretSha256: string }): Promise<ApiKey>;
  list(): Promise<ApiKey[]>;
  revoke(id: string): Promise<boolean>;
  /** Null where unknown or revoked. The caller compares in constant time. */
  find(id: string): Promise<(ApiKey & { secretSha256: string }) | null>;
  touch(id: string): Promise<void>;
}
