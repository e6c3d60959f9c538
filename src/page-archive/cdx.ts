import type { RequestKey } from './read/request-key.ts';
import type { WrittenRecord } from './warc-writer.ts';

export interface IndexedRecord {
  key: RequestKey;
  method: string;
  url: string;
  /** RFC 3339 with milliseconds. */
  date: string;
  /** Empty where nobody said. */
  mediaType: string;
  status: number | null;
  payloadDigest: string;
  written: WrittenRecord;
}

/** The index, CDXJ 0.1.0: a line a record, sorted by their bytes. */
export function cdxText(records: IndexedRecord[], filename: string): Uint8Array {
  const lines = records.map((record) => Buffer.from(`${cdxLine(record, filename)}\n`));
  return Buffer.concat(lines.sort(Buffer.compare));
}

function cdxLine(record: IndexedRecord, filename: string): string {
  const { key, method, url, date, mediaType, status, payloadDigest, written } = record;
  const fields = {
    url,
    ...(mediaType !== '' && { mime: mediaType }),
    ...(status !== null && { status: `${status}` }),
    digest: payloadDigest,
    length: `${written.length}`,
    offset: `${written.offset}`,
    filename,
    recordDigest: `sha256:${written.sha256}`,
    ...(method !== 'GET' && { method }),
    ...(key.requestBody !== null && key.requestBody !== '' && { requestBody: key.requestBody }),
  };
  return `${key.key} ${timestamp17(date)} ${JSON.stringify(fields)}`;
}

/** `20261122134501123`: fourteen digits and the milliseconds, which tell requests of one second apart. */
function timestamp17(date: string): string {
  return new Date(date).toISOString().replaceAll(/\D/g, '');
}
