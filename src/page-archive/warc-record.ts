import { createHash } from 'node:crypto';
import type { Body } from './exchange.ts';
import { plain } from './http-head.ts';

export interface WarcRecord {
  type: 'warcinfo' | 'request' | 'response' | 'revisit' | 'resource' | 'metadata';
  /** `<urn:uuid:…>`. */
  id: string;
  /** Null for warcinfo. Printable ASCII. */
  targetUri: string | null;
  /** RFC 3339 with milliseconds. */
  date: string;
  contentType: string;
  /** Other named fields, in order. */
  fields: [name: string, value: string][];
  /** What the block begins with: an HTTP head, or all of it. */
  head: Uint8Array;
  body: Body | null;
  /** Of what the record is about: `sha256:<hex>`. Null where it has no payload. */
  payloadDigest: string | null;
}

/** The record's own header, up to and with the empty line. Reads the body once, to say its block's digest. */
export async function recordHeader(record: WarcRecord): Promise<Uint8Array> {
  const blockBytes = record.head.length + (record.body?.bytes ?? 0);
  const fields: [string, string][] = [
    ['WARC-Type', record.type],
    ['WARC-Record-ID', record.id],
    ...(record.targetUri === null
      ? []
      : ([['WARC-Target-URI', record.targetUri]] satisfies [string, string][])),
    ['WARC-Date', record.date],
    ...record.fields,
    ...(record.payloadDigest === null
      ? []
      : ([['WARC-Payload-Digest', record.payloadDigest]] satisfies [string, string][])),
    ['WARC-Block-Digest', await blockDigest(record)],
    ['Content-Type', record.contentType],
    ['Content-Length', `${blockBytes}`],
  ];
  const lines = ['WARC/1.1', ...fields.map(([name, value]) => `${name}: ${plain(value)}`)];
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
}

async function blockDigest({ head, body }: WarcRecord): Promise<string> {
  if (body !== null && head.length === 0) {
    return `sha256:${body.sha256}`;
  }
  const hash = createHash('sha256').update(head);
  for await (const chunk of body?.open() ?? []) {
    hash.update(chunk);
  }
  return `sha256:${hash.digest('hex')}`;
}

/** Lines of `name: value`, as warcinfo and metadata records hold them. */
export function warcFields(fields: [name: string, value: string][]): Uint8Array {
  return Buffer.from(fields.map(([name, value]) => `${name}: ${plain(value)}\r\n`).join(''), 'latin1');
}

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
