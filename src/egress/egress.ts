import type { Fetch } from '#domain/fetch.ts';

/** What one scope may use up. Whatever ends first closes all of the scope's connections. */
export interface Budget {
  /** Response bytes of all connections together. */
  maxBytes: number;
  /** Made in all, not at a time. */
  maxConnections: number;
  maxDurationMs: number;
}

/** One connection that the gateway made or refused. */
export interface ConnectionRecord {
  host: string;
  port: number;
  /** The address really connected to; null where refused or behind EGRESS_PROXY. */
  address: string | null;
  openedAt: string;
  bytesReceived: number;
  /** Why it was not made, in words: the address policy, a spent budget, or nothing answered. */
  refused: string | null;
}

/** Told of what goes through. */
export interface Traffic {
  received(bytes: number): void;
  /** The address policy, a server that cannot be reached, or a spent budget, which ends its scope. */
  refused(reason: 'address' | 'unreachable' | 'budget'): void;
}

export interface ProxyCredentials {
  /** `http://127.0.0.1:<port>` */
  server: string;
  username: string;
  password: string;
}

export interface DownloadOptions {
  toFile: string;
  maxBytes: number;
  /** Without a byte. */
  idleTimeoutMs: number;
  totalTimeoutMs: number;
  headers?: Record<string, string>;
  onProgress?: (receivedBytes: number, totalBytes: number | null) => void;
}

export interface DownloadResult {
  status: number;
  finalUrl: string;
  mediaType: string | null;
  bytes: number;
}

/** The server answered, and not with the file. */
export class DownloadRefusedError extends Error {
  override readonly name = 'DownloadRefusedError';
  readonly status: number;
  readonly finalUrl: string;

  constructor(status: number, finalUrl: string) {
    super(`${finalUrl} answered ${status}`);
    this.status = status;
    this.finalUrl = finalUrl;
  }
}

/** The way out for one piece of work: its own credential, budget and log. */
export interface EgressScope extends AsyncDisposable {
  readonly proxy: ProxyCredentials;
  readonly fetch: Fetch;
  /**
   * Writes the decoded body to `toFile`, fsynced; no file is left where it rejects. Resumes by Range where the server
   * allows; rejects as `Fetch` does. Non-2xx rejects with `DownloadRefusedError`.
   */
  download(url: string, options: DownloadOptions, signal: AbortSignal): Promise<DownloadResult>;
  connections(): ConnectionRecord[];
}

export interface Egress extends AsyncDisposable {
  readonly route: 'direct' | 'proxy';
  /** SHA-256 of the extra CA's certificate, hex, where EGRESS_CA_FILE is set; comma-separated where it holds several. */
  readonly extraCaSha256: string | null;
  /** Base64 SHA-256 of its public key info, for Chromium's `--ignore-certificate-errors-spki-list`; comma-separated likewise. */
  readonly extraCaSpki: string | null;
  openScope(label: string, budget: Budget): EgressScope;
}
