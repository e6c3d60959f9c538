import { type ByteSource, DamagedArchiveError } from './byte-source.ts';
import { type CdxEntry, CdxIndex, parseCdx } from './cdx-index.ts';
import { type Datapackage, parseDatapackage } from './datapackage.ts';
import type { KeyedRequest } from './request-key.ts';
import { type HeaderFields, headerValue, type ReadRecord, readWarcRecord } from './warc-reader.ts';
import { ZipArchive, type ZipEntry } from './zip-archive.ts';

export interface ReadPage {
  url: string;
  /** RFC 3339. */
  ts: string;
  title: string | null;
  text: string | null;
}

export interface ArchivedResponse {
  url: string;
  status: number;
  statusText: string;
  headers: HeaderFields;
  /** Decoded, to be read once. */
  body: AsyncGenerator<Uint8Array>;
}

const maxMetadataBytes = 256 * 1024 * 1024;

/** A WACZ, read by ranges, in Node as in a browser. Everything that is wrong with it is a DamagedArchiveError. */
export class Wacz {
  readonly zip: ZipArchive;
  readonly datapackage: Datapackage;
  /** As it lies in the archive: its SHA-256 is what a manifest names. */
  readonly datapackageBytes: Uint8Array<ArrayBuffer>;
  private loadedIndex: Promise<CdxIndex> | null = null;

  constructor(zip: ZipArchive, datapackageBytes: Uint8Array<ArrayBuffer>) {
    this.zip = zip;
    this.datapackageBytes = datapackageBytes;
    this.datapackage = parseDatapackage(datapackageBytes);
  }

  get entries(): ZipEntry[] {
    return this.zip.entries;
  }

  /** The content of a file in it. */
  async file(path: string, maxBytes = maxMetadataBytes): Promise<Uint8Array<ArrayBuffer>> {
    const entry = this.zip.entry(path);
    if (entry === null) {
      throw new DamagedArchiveError(path, 'is not there');
    }
    return await this.zip.read(entry, maxBytes);
  }

  async pages(): Promise<ReadPage[]> {
    const lines = new TextDecoder().decode(await this.file('pages/pages.jsonl')).split('\n');
    return lines.filter((line) => line !== '').flatMap(parsePage);
  }

  async index(): Promise<CdxIndex> {
    this.loadedIndex ??= this.loadIndex();
    return await this.loadedIndex;
  }

  async readRecord({ filename, offset, length }: CdxEntry): Promise<ReadRecord> {
    const path = `archive/${filename}`;
    const entry = this.zip.entry(path);
    if (entry === null || entry.method !== 0) {
      throw new DamagedArchiveError(path, 'is not there, or not stored as it is');
    }
    return await readWarcRecord(await this.zip.packed(entry), path, offset, length);
  }

  /** What the archive answers to a request; null where it has nothing. */
  async respond(request: KeyedRequest, near: Date): Promise<ArchivedResponse | null> {
    const found = (await this.index()).lookup(request, near);
    return found === null ? null : await this.response(found);
  }

  /** The response of an entry; a resource is one with status 200; a revisit has the body of what it repeats. */
  async response(entry: CdxEntry): Promise<ArchivedResponse> {
    const { type, headers, http, payload, close } = await this.readRecord(entry);
    const ownHeaders: HeaderFields = http?.headers ?? [
      ['Content-Type', headerValue(headers, 'content-type') ?? ''],
    ];
    const [, status = '200', statusText = ''] = /^HTTP\/\S+ (\d{3}) ?(.*)$/.exec(http?.firstLine ?? '') ?? [];
    const own = { url: entry.url, status: Number(status), statusText, headers: ownHeaders };
    if (type !== 'revisit') {
      return { ...own, body: payload };
    }
    await close();
    const url = headerValue(headers, 'warc-refers-to-target-uri') ?? '';
    const date = new Date(headerValue(headers, 'warc-refers-to-date') ?? '');
    const original = (await this.index()).original(url, date);
    if (original === null) {
      throw new DamagedArchiveError(`archive/${entry.filename}`, `repeats ${url}, which is not there`);
    }
    return { ...own, body: (await this.response(original)).body };
  }

  private async loadIndex(): Promise<CdxIndex> {
    const paths = this.entries.map(({ path }) => path).filter((path) => /^indexes\/.*\.cdxj?$/.test(path));
    const texts = await Promise.all(
      paths.map(async (path) => parseCdx(new TextDecoder().decode(await this.file(path)), path)),
    );
    return new CdxIndex(texts.flat());
  }
}

export async function openWacz(source: ByteSource): Promise<Wacz> {
  const zip = await ZipArchive.open(source);
  const entry = zip.entry('datapackage.json');
  if (entry === null) {
    throw new DamagedArchiveError('datapackage.json', 'is not there: this is no WACZ');
  }
  return new Wacz(zip, await zip.read(entry, maxMetadataBytes));
}

/** Null for the header line, which has no address. */
function parsePage(line: string): ReadPage[] {
  let page: unknown;
  try {
    page = JSON.parse(line);
  } catch {
    throw new DamagedArchiveError('pages/pages.jsonl', `a line that is no JSON: ${line.slice(0, 100)}`);
  }
  if (typeof page !== 'object' || page === null || !('url' in page)) {
    return [];
  }
  const text = (name: string) => {
    const value: unknown = Reflect.get(page, name);
    return typeof value === 'string' ? value : null;
  };
  return [{ url: `${page.url}`, ts: text('ts') ?? '', title: text('title'), text: text('text') }];
}
