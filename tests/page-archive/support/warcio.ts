import { CDXIndexer, WARCParser } from 'warcio';

/** A WARC as warcio, a program that shares nothing with ours, reads it. */
export interface ForeignRecord {
  type: string;
  /** By lower-case names. */
  headers: Map<string, string>;
  http: { line: string; status: number; headers: Map<string, string> } | null;
  block: Buffer;
}

export async function readByWarcio(warc: Uint8Array): Promise<ForeignRecord[]> {
  const records: ForeignRecord[] = [];
  for await (const record of new WARCParser(chunks(warc), { parseHttp: true })) {
    const block = Buffer.from(await record.readFully(false));
    records.push({
      type: record.warcType ?? '',
      headers: lowerCase(record.warcHeaders.headers),
      http: record.httpHeaders && {
        line: record.httpHeaders.statusline,
        status: Number(record.httpHeaders.statusCode),
        headers: lowerCase(record.httpHeaders.headers),
      },
      block,
    });
  }
  return records;
}

/** Every line that warcio's index has. */
export async function indexedByWarcio(warc: Uint8Array): Promise<Record<string, unknown>[]> {
  const indexer = new CDXIndexer({ format: 'cdxj' });
  return await Array.fromAsync(indexer.iterIndex([{ filename: 'data.warc.gz', reader: chunks(warc) }]));
}

/** Headers or a map of them, by what reads them. */
function lowerCase(headers: Iterable<[string, string]>): Map<string, string> {
  return new Map(Array.from(headers, ([name, value]) => [name.toLowerCase(), value]));
}

async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) {
    yield bytes.subarray(at, at + 65_536);
  }
}
