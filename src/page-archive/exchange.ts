/** Bytes kept elsewhere until the archive is written: a file, an object of storage. */
export interface Body {
  bytes: number;
  /** Lowercase hex. */
  sha256: string;
  open(): AsyncIterable<Uint8Array>;
}

/** One request and its response, as they go into the archive. */
export interface Exchange {
  url: string;
  method: string;
  requestHeaders: [name: string, value: string][];
  requestBody: Uint8Array | null;
  status: number;
  statusText: string;
  /** As received; the writer renames content-encoding/transfer-encoding to x-orig-*, fixes content-length, drops set-cookie. */
  responseHeaders: [name: string, value: string][];
  /** Decoded. Null where none could be had: then a metadata record says why (`bodyMissing`). */
  body: Body | null;
  bodyMissing: string | null;
  /** Whether `body` is only its beginning, for it did not end in time: WARC-Truncated says so. */
  isCut?: boolean;
  /** RFC 3339 with milliseconds. */
  startedAt: string;
  /** WARC-IP-Address. */
  serverAddress: string | null;
  /** 'browser': as the browser received it; 'gateway': fetched once more, straight to disk. */
  obtainedBy: 'browser' | 'gateway';
  /** CDP's: Document, Image, XHR… */
  resourceType: string;
}

/** A thing we made or fetched beside the page: becomes a `resource` record. */
export interface Resource {
  targetUri: string;
  mediaType: string;
  takenAt: string;
  body: Body;
}

/** An entry of pages.jsonl. */
export interface ArchivedPage {
  url: string;
  title: string | null;
  text: string | null;
  at: string;
}

export interface PageArchiveInput {
  captureId: string;
  software: string;
  at: string;
  exchanges: Exchange[];
  resources: Resource[];
  pages: ArchivedPage[];
  /** Said in the warcinfo and a metadata record: cookies dropped, service workers blocked, web sockets seen, what was refused. */
  notes: {
    webSockets: string[];
    setCookiesDropped: number;
    serviceWorkersBlocked: boolean;
    refused: { url: string; reason: string }[];
    other: string[];
  };
}

export interface WrittenPageArchive {
  bytes: number;
  sha256: string;
  datapackageSha256: string;
  path: string;
}
