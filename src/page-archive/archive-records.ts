import type { IndexedRecord } from './cdx.ts';
import { essence, isCompressible } from './compressible.ts';
import type { Exchange, PageArchiveInput, Resource } from './exchange.ts';
import { archivedUrl, headerOf, isHttp, plain, requestHead, responseHead } from './http-head.ts';
import { notesFields, warcinfoFields } from './notes.ts';
import { requestKey } from './read/request-key.ts';
import { recordId } from './record-id.ts';
import { digestOf, type WarcRecord, warcFields } from './warc-record.ts';

/** One record to write, and how it is found again. Null: it stands in no index. */
export interface ArchiveRecord {
  record: WarcRecord;
  compressible: boolean;
  index: Omit<IndexedRecord, 'written'> | null;
}

const revisitProfile = 'http://netpreserve.org/warc/1.1/revisit/identical-payload-digest';

/** Every record of the archive, in order: warcinfo, the traffic, our own things, the notes. */
export function* archiveRecords(input: PageArchiveInput): Generator<ArchiveRecord> {
  const make = new RecordMaker(input);
  yield make.warcinfo();
  const unwritable: Exchange[] = [];
  for (const exchange of input.exchanges) {
    if (isHttp(exchange)) {
      yield* make.exchange({ ...exchange, url: archivedUrl(exchange.url) });
    } else {
      unwritable.push(exchange);
    }
  }
  for (const resource of input.resources) {
    yield* make.resource(resource);
  }
  yield make.notes(unwritable);
}

class RecordMaker {
  private readonly input: PageArchiveInput;
  private position = 0;
  /** Payloads that a response holds already, by digest: what later ones refer to. */
  private readonly responses = new Map<string, WarcRecord>();
  private readonly infoId: string;

  constructor(input: PageArchiveInput) {
    this.input = input;
    this.infoId = recordId(input.captureId, 'warcinfo', 0, '');
  }

  warcinfo(): ArchiveRecord {
    const head = warcFields(warcinfoFields(this.input));
    return inNoIndex({
      ...{ type: 'warcinfo', id: this.infoId, targetUri: null, date: this.date(this.input.at) },
      contentType: 'application/warc-fields',
      ...{ fields: [['WARC-Filename', 'data.warc.gz']], head, body: null, payloadDigest: null },
    });
  }

  /** The response (or that it repeats an earlier one), its request, and why its body is missing. */
  *exchange(exchange: Exchange): Generator<ArchiveRecord> {
    const response = this.response(exchange);
    const { record } = response;
    yield response;
    yield this.request(exchange, record);
    if (exchange.bodyMissing !== null) {
      const head = warcFields([['body-missing', exchange.bodyMissing]]);
      yield inNoIndex({
        ...this.base('metadata', record.targetUri, exchange.startedAt, digestOf(head)),
        contentType: 'application/warc-fields',
        fields: [...this.belongsToInfo(), ['WARC-Concurrent-To', record.id]],
        ...{ head, body: null, payloadDigest: null },
      });
    }
  }

  private response(exchange: Exchange): ArchiveRecord {
    const { url, method, status, startedAt, body } = exchange;
    const payloadDigest = body === null ? digestOf(new Uint8Array()) : `sha256:${body.sha256}`;
    const original = body === null || body.bytes === 0 ? undefined : this.responses.get(payloadDigest);
    const contentType = headerOf(exchange.responseHeaders, 'content-type') ?? '';
    const record: WarcRecord = {
      ...this.base(original === undefined ? 'response' : 'revisit', url, startedAt, payloadDigest),
      contentType: 'application/http; msgtype=response',
      fields: [
        ...this.belongsToInfo(),
        ...(original === undefined ? [] : revisited(original)),
        ...this.connection(exchange),
        // The body that the record should have and has not; the reason stands in its metadata record.
        ...(exchange.bodyMissing === null ? [] : [['WARC-Truncated', 'unspecified'] as [string, string]]),
        ...(exchange.isCut ? [['WARC-Truncated', 'time'] as [string, string]] : []),
      ],
      head: responseHead(exchange),
      body: original === undefined ? body : null,
      payloadDigest,
    };
    if (original === undefined && isFound(exchange)) {
      this.responses.set(payloadDigest, record);
    }
    const mediaType = original === undefined ? plain(essence(contentType)) : 'warc/revisit';
    return {
      record,
      compressible: isCompressible(contentType),
      index: isPlayable(exchange)
        ? { key: keyOf(exchange), method, url, date: record.date, mediaType, status, payloadDigest }
        : null,
    };
  }

  private request(exchange: Exchange, response: WarcRecord): ArchiveRecord {
    const body = exchange.requestBody ?? new Uint8Array();
    const payloadDigest = digestOf(body);
    return inNoIndex({
      ...this.base('request', exchange.url, exchange.startedAt, payloadDigest),
      contentType: 'application/http; msgtype=request',
      fields: [...this.belongsToInfo(), ['WARC-Concurrent-To', response.id], ...this.connection(exchange)],
      head: Buffer.concat([requestHead(exchange), body]),
      ...{ body: null, payloadDigest },
    });
  }

  /** Nothing where a response at the same address has the very bytes. */
  *resource({ targetUri, mediaType, takenAt, body }: Resource): Generator<ArchiveRecord> {
    const url = archivedUrl(targetUri);
    const payloadDigest = `sha256:${body.sha256}`;
    if (this.responses.get(payloadDigest)?.targetUri === url) {
      return;
    }
    const record: WarcRecord = {
      ...this.base('resource', url, takenAt, payloadDigest),
      contentType: plain(mediaType),
      ...{ fields: this.belongsToInfo(), head: new Uint8Array(), body, payloadDigest },
    };
    const key = requestKey({ url, method: 'GET', contentType: null, body: null });
    yield {
      record,
      compressible: isCompressible(mediaType),
      index: {
        ...{ key, method: 'GET', url, date: record.date },
        ...{ mediaType: plain(essence(mediaType)), status: null, payloadDigest },
      },
    };
  }

  notes(unwritable: Exchange[]): ArchiveRecord {
    const head = warcFields(notesFields(this.input, unwritable));
    const url = archivedUrl(`urn:embed-archiver:${this.input.captureId}:notes`);
    return inNoIndex({
      ...this.base('metadata', url, this.input.at, digestOf(head)),
      contentType: 'application/warc-fields',
      ...{ fields: this.belongsToInfo(), head, body: null, payloadDigest: null },
    });
  }

  private base(type: WarcRecord['type'], targetUri: string | null, at: string, digest: string) {
    this.position++;
    const id = recordId(this.input.captureId, type, this.position, digest);
    return { type, id, targetUri, date: this.date(at) };
  }

  private belongsToInfo(): [string, string][] {
    return [['WARC-Warcinfo-ID', this.infoId]];
  }

  private connection({ serverAddress, obtainedBy, resourceType }: Exchange): [string, string][] {
    return [
      ...(serverAddress === null ? [] : ([['WARC-IP-Address', serverAddress]] satisfies [string, string][])),
      ['WARC-Resource-Type', resourceType.toLowerCase()],
      ['X-Obtained-By', obtainedBy],
    ];
  }

  private date(at: string): string {
    return new Date(at).toISOString();
  }
}

function inNoIndex(record: WarcRecord): ArchiveRecord {
  return { record, compressible: true, index: null };
}

function revisited(original: WarcRecord): [string, string][] {
  return [
    ['WARC-Profile', revisitProfile],
    ['WARC-Refers-To', original.id],
    ['WARC-Refers-To-Target-URI', original.targetUri ?? ''],
    ['WARC-Refers-To-Date', original.date],
  ];
}

/** A part of a film or a body that is missing must not stand in the way of the whole one. */
function isPlayable({ status, bodyMissing, responseHeaders, body }: Exchange): boolean {
  const range = headerOf(responseHeaders, 'content-range')?.trim();
  const isWhole = range === `bytes 0-${(body?.bytes ?? 0) - 1}/${body?.bytes}`;
  return bodyMissing === null && (status !== 206 || isWhole);
}

/** Players look up what a revisit refers to by address and date alone. */
function isFound(exchange: Exchange): boolean {
  return exchange.method === 'GET' && exchange.status === 200 && isPlayable(exchange);
}

function keyOf({ url, method, requestHeaders, requestBody }: Exchange) {
  return requestKey({
    ...{ url, method, contentType: headerOf(requestHeaders, 'content-type') },
    body: requestBody,
  });
}
