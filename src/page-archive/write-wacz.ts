import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { archiveRecords } from './archive-records.ts';
import { cdxText, type IndexedRecord } from './cdx.ts';
import type { PageArchiveInput, WrittenPageArchive } from './exchange.ts';
import { pagesText } from './pages.ts';
import { type Described, datapackageText, digestText } from './read/datapackage.ts';
import { WarcWriter } from './warc-writer.ts';
import { ZipFile } from './zip-file.ts';

/**
 * Writes the WACZ 1.1.1 of a capture (docs/page-archive.md). The same input gives the same bytes. `path` must not exist yet, its folder
 * must; nothing is left there where writing fails. Bodies are read twice, piece by piece. Fails where one is not what it was said to be.
 */
export async function writeWacz(
  input: PageArchiveInput,
  path: string,
  signal: AbortSignal,
): Promise<WrittenPageArchive> {
  signal.throwIfAborted();
  const file = await open(path, 'wx');
  try {
    const zip = new ZipFile(file);
    const index: IndexedRecord[] = [];
    const files = [
      await zip.addStream('archive/data.warc.gz', mostBytes(input), async (sink) => {
        const warc = new WarcWriter(sink, signal);
        for (const { record, compressible, index: entry } of archiveRecords(input)) {
          const written = await warc.write(record, compressible);
          if (entry !== null) {
            index.push({ ...entry, written });
          }
        }
      }),
      await zip.add('indexes/index.cdx', cdxText(index, 'data.warc.gz')),
      await zip.add('pages/pages.jsonl', pagesText(input.pages)),
    ];
    const datapackage = await zip.add(
      'datapackage.json',
      Buffer.from(datapackageText(described(input), files)),
    );
    await zip.add('datapackage-digest.json', Buffer.from(digestText(datapackage.sha256)));
    const bytes = await zip.finish();
    await file.close();
    return { bytes, sha256: await fileSha256(path, signal), datapackageSha256: datapackage.sha256, path };
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
}

function described({ captureId, software, at, pages }: PageArchiveInput): Described {
  const [page] = pages;
  return {
    name: `embed-archiver-${captureId.toLowerCase().replace(/[^a-z0-9._-]/g, '-')}`,
    title: page?.title ?? page?.url ?? captureId,
    description: `Capture ${captureId}: what a browser received while a post was shown, and what was made of it.`,
    software,
    created: new Date(at).toISOString(),
    mainPageUrl: page?.url ?? null,
    mainPageDate: page === undefined ? null : new Date(page.at).toISOString(),
  };
}

/** More than the WARC can have: gzip makes what it cannot press a little larger, and heads are small. */
function mostBytes({ exchanges, resources }: PageArchiveInput): number {
  const bodies = [...exchanges, ...resources].reduce((sum, { body }) => sum + (body?.bytes ?? 0), 0);
  const requests = exchanges.reduce((sum, { requestBody }) => sum + (requestBody?.length ?? 0), 0);
  return Math.ceil((bodies + requests) * 1.01) + (exchanges.length + resources.length + 2) * 500_000;
}

async function fileSha256(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { signal })) {
    hash.update(chunk);
  }
  return hash.digest('hex');
}
