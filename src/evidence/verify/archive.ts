import { type ByteSource, DamagedArchiveError } from '#page-archive/read/byte-source.ts';
import { type CdxEntry, parseCdx } from '#page-archive/read/cdx-index.ts';
import { headerValue } from '#page-archive/read/warc-reader.ts';
import { type Files, type NewHash, readPart } from './files.ts';
import { type Findings, problemOf } from './report.ts';
import { type RecordFacts, walkRecords } from './warc-records.ts';

/** What is in the records of a WACZ. */
export interface ArchivedPayloads {
  /** Hex. */
  sha256s: Set<string>;
  /** Where they lie, and whether all of them could be read. */
  paths: string[];
  whole: boolean;
}

/** Every record against its own digests, every line of the index against the record that it leads to. */
export async function checkArchive(
  files: Files,
  findings: Findings,
  newHash: NewHash,
): Promise<ArchivedPayloads> {
  const index = await readIndex(files, findings);
  const payloads: ArchivedPayloads = { sha256s: new Set(), paths: [], whole: true };
  for await (const path of files.paths('archive/')) {
    const source = await files.open(path);
    if (!path.endsWith('.warc.gz') || source === null) {
      continue;
    }
    payloads.paths.push(path);
    const entries = index.entries.filter(({ filename }) => path === `archive/${filename}`);
    const records = await checkRecords({ path, source, entries }, payloads, findings, newHash);
    if (records !== null) {
      checkIndex(index.path, { path, entries, records }, findings);
    }
  }
  if (payloads.paths.length === 0) {
    findings.absent('records', null, 'no WARC that is gzipped by records');
  }
  return payloads;
}

interface Index {
  path: string;
  entries: CdxEntry[];
}

async function readIndex(files: Files, findings: Findings): Promise<Index> {
  const index: Index = { path: 'indexes/index.cdx', entries: [] };
  for await (const path of files.paths('indexes/')) {
    const part = /\.cdxj?$/.test(path) ? await readPart(files, path) : null;
    index.path = path;
    try {
      index.entries.push(...(part === null ? [] : parseCdx(new TextDecoder().decode(part.bytes), path)));
    } catch (error) {
      if (!(error instanceof DamagedArchiveError)) {
        throw error;
      }
      findings.fail('index', path, problemOf(error));
    }
  }
  return index;
}

/** A hostile file may hold what looks like the beginning of a record, again and again. */
const triesInSound = 200;
/** In a file that is damaged, a record that breaks off may have no end at all. */
const triesInDamaged = 2;

/** By their offsets; null where they break off. */
async function checkRecords(
  { path, source, entries }: { path: string; source: ByteSource; entries: CdxEntry[] },
  payloads: ArchivedPayloads,
  findings: Findings,
  newHash: NewHash,
): Promise<Map<number, RecordFacts> | null> {
  const records = new Map<number, RecordFacts>();
  const ends = new Map(entries.map(({ offset, length }) => [offset, offset + length]));
  const maxTries = findings.isDamaged(path) ? triesInDamaged : triesInSound;
  try {
    for await (const record of walkRecords(source, { part: path, ends, maxTries, newHash })) {
      records.set(record.offset, record);
      const wrong = wrongDigest(record);
      if (wrong !== null) {
        findings.fail('records', path, `the record at ${record.offset} does not have its ${wrong}`);
      }
      if (record.type !== 'revisit') {
        payloads.sha256s.add(record.payloadSha256);
      }
    }
  } catch (error) {
    if (!(error instanceof DamagedArchiveError)) {
      throw error;
    }
    payloads.whole = false;
    findings.fail('records', path, problemOf(error));
    return null;
  }
  if (!findings.isDamaged(path)) {
    findings.pass('records', path, `${records.size} records, each with its digests`);
  }
  return records;
}

/** Which digest of it is not that of its bytes; null where all are. Those by other functions than SHA-256 are not looked at. */
function wrongDigest({ type, headers, blockSha256, payloadSha256 }: RecordFacts): string | null {
  const isWrong = (name: string, sha256: string) => {
    const recorded = headerValue(headers, name.toLowerCase());
    return recorded?.match(/^sha256:[0-9a-f]{64}$/) != null && recorded !== `sha256:${sha256}`;
  };
  if (isWrong('WARC-Block-Digest', blockSha256)) {
    return 'WARC-Block-Digest';
  }
  // That of a revisit is of the payload that it repeats.
  return type !== 'revisit' && isWrong('WARC-Payload-Digest', payloadSha256) ? 'WARC-Payload-Digest' : null;
}

function checkIndex(
  indexPath: string,
  { path, entries, records }: { path: string; entries: CdxEntry[]; records: Map<number, RecordFacts> },
  findings: Findings,
): void {
  const astray = entries.filter((entry) => !leadsTo(entry, records.get(entry.offset)));
  if (astray.length === 0) {
    findings.pass('index', indexPath, `${entries.length} lines, each leads to its record`);
    return;
  }
  const detail = `the index does not lead to the record of ${astray[0]?.url} at ${astray[0]?.offset}`;
  findings.failAmong('index', [indexPath, path], indexPath, detail);
}

function leadsTo({ offset, length, url, digest }: CdxEntry, record: RecordFacts | undefined): boolean {
  return (
    record !== undefined &&
    record.end === offset + length &&
    headerValue(record.headers, 'warc-target-uri') === url &&
    (digest === null || (headerValue(record.headers, 'warc-payload-digest') ?? digest) === digest)
  );
}
