/** How code reaches the network: a function handed down by the composition root, always through the egress gateway. */
export interface FetchRequest {
  method?: 'GET' | 'HEAD' | 'POST';
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Redirects followed at most; 0 returns the redirect itself. Default 5. */
  maxRedirects?: number;
  /** Of the decoded body; more is refused with `ResponseTooLargeError`. Default 5 MB. */
  maxBytes?: number;
  /** `cut` keeps the first `maxBytes` of a longer body instead, and leaves the rest unread. Default `refuse`. */
  excess?: 'refuse' | 'cut';
  /** For the whole exchange. Default 20 s. */
  timeoutMs?: number;
}

export interface FetchResponse {
  url: string;
  /** After redirects. */
  finalUrl: string;
  /** Every URL on the way, the first and the last included. */
  chain: string[];
  status: number;
  /** Lower-case names; `set-cookie` is left out. */
  headers: Record<string, string>;
  /** Each as the last answer set it; left out where it set none. Secrets: they are kept in no capture. */
  setCookies?: string[];
  /** Decoded (gzip, br, zstd, deflate). */
  body: Uint8Array;
  /** When the answer came, RFC 3339. */
  receivedAt: string;
}

/**
 * Rejects with `UnreachableError` (name lookup, connection, TLS, time-out, proxy failure), `AddressRefusedError` (the
 * address policy), `ResponseTooLargeError`, or the abort reason.
 */
export type Fetch = (url: string, request?: FetchRequest, signal?: AbortSignal) => Promise<FetchResponse>;

/** Nothing answered: says nothing about the post. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** The address is private, local or otherwise not ours to visit; permanent. */
export class AddressRefusedError extends Error {
  override readonly name = 'AddressRefusedError';
}

/** The answer or the capture's byte budget ended. */
export class ResponseTooLargeError extends Error {
  override readonly name = 'ResponseTooLargeError';
}
