export interface Session {
  /** The API key that was signed in with; null for ADMIN_KEY. */
  keyId: string | null;
  /** What the session's token and the key's secret make together: it no longer fits once the key is another one. */
  proof: string;
  expiresAt: string;
}
export interface Sessions {
  /** `tokenSha256` is of the token that the cookie carries, which is kept nowhere. */
  create(tokenSha256: string, session: Session): Promise<void>;
  /** Null where unknown or over. */
  find(tokenSha256: string): Promise<Session | null>;
  end(tokenSha256: string): Promise<void>;
}
