import { createHash } from 'node:crypto';
import fc, { type Arbitrary } from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { connectorNames, connectors } from '#api/inbound/connectors.ts';
import { defaultMapping } from '#api/inbound/generic.ts';
import { readCookieFile } from '#capture/logins/cookie-file.ts';
import { LoginFileError, readStorageState } from '#capture/logins/storage-state.ts';
import { readDash } from '#capture/media/streams/dash.ts';
import { captionsInDash } from '#capture/media/streams/dash-captions.ts';
import { readHls } from '#capture/media/streams/hls.ts';
import { StreamRefusedError } from '#capture/media/streams/stream.ts';
import { inspectPicture } from '#capture/pictures.ts';
import { embedSchema } from '#domain/embed.ts';
import { InvalidInputError } from '#domain/errors.ts';
import type { Fetch } from '#domain/fetch.ts';
import { feedEntries } from '#embeds/feeds/entries.ts';
import { readSitemap } from '#embeds/feeds/sitemap.ts';
import { findEmbeds } from '#embeds/find-embeds.ts';
import { verifyFile } from '#evidence/verify/verify-file.ts';
import { DamagedArchiveError } from '#page-archive/read/byte-source.ts';
import { readWarcRecord } from '#page-archive/read/warc-reader.ts';
import { openAggregator } from '#recover/aggregator.ts';
import { SavePageNow } from '#recover/save-page-now.ts';
import { openWayback } from '#recover/wayback.ts';
import { looksLikeSheet, readSheet } from '#sheets/read-sheet.ts';
import { photo } from '../capture/support/files.ts';
import { archive, exchange } from '../page-archive/support/sample.ts';
import { written } from '../page-archive/support/written.ts';
import { fuzzRuns } from './fuzz-runs.ts';
import { mutatedFetch, mutatedText, mutations } from './mutate.ts';
import * as samples from './samples.ts';

const numRuns = fuzzRuns * 5;
const never = new AbortController().signal;
const time = z.iso.datetime().nullable();

/** Texts that nearly are what one of `texts` is. */
function nearly(...texts: string[]): Arbitrary<string> {
  return fc
    .tuple(fc.constantFrom(...texts), mutations)
    .map(([text, changes]) => changes.reduce(mutatedText, text));
}

function nearlyBytes(bytes: () => Uint8Array): Arbitrary<Buffer<ArrayBuffer>> {
  const change = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    how: fc.constantFrom('flip', 'cut', 'fill', 'drop'),
    byte: fc.nat({ max: 255 }),
  });
  return fc.array(change, { minLength: 1, maxLength: 4 }).map((changes) =>
    changes.reduce((now, { at, how, byte }) => {
      const copy = Buffer.from(now);
      const start = Math.floor(at * copy.length);
      switch (how) {
        case 'cut':
          return copy.subarray(0, start);
        case 'fill':
          return copy.fill(byte, start, Math.min(start + 8, copy.length));
        case 'drop':
          return Buffer.concat([copy.subarray(0, start), copy.subarray(start + 1 + (byte % 16))]);
        default:
          copy[start] = byte;
          return copy;
      }
    }, Buffer.from(bytes())),
  );
}

/** What a reader throws has a name that its callers know; gives its words. */
async function onlyThrows(
  expected: readonly (new (...given: never[]) => Error)[],
  read: () => unknown,
): Promise<string | null> {
  try {
    await read();
    return null;
  } catch (error) {
    if (!expected.some((each) => error instanceof each)) {
      throw error;
    }
    return String(error);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

describe('what others send is read, or refused by name', () => {
  test('feeds: every article has an address of the web and times that a database takes', () => {
    fc.assert(
      fc.property(nearly(samples.rss, samples.atom, samples.jsonFeed), (body) => {
        for (const entry of feedEntries(body, null, 'https://news.example.org/feed') ?? []) {
          expect(new URL(entry.url).protocol).toMatch(/^https?:$/);
          expect([
            time.safeParse(entry.changedAt).success,
            time.safeParse(entry.publishedAt).success,
          ]).toEqual([true, true]);
        }
      }),
      { numRuns },
    );
  });

  test('sitemaps', () => {
    fc.assert(
      fc.property(nearly(samples.sitemap, samples.sitemapIndex), (body) => {
        for (const { url, changedAt } of readSitemap(body, null, 'https://news.example.org/sitemap.xml')
          ?.entries ?? []) {
          expect(new URL(url).protocol).toMatch(/^https?:$/);
          expect(time.safeParse(changedAt).success).toBe(true);
        }
      }),
      { numRuns },
    );
  });

  test('articles', () => {
    fc.assert(
      fc.property(nearly(samples.article), (body) => {
        for (const embed of findEmbeds({ body, mediaType: 'text/html', baseUrl: 'https://news.example.org/' })
          .embeds) {
          expect(embedSchema.parse(embed)).toEqual(embed);
        }
      }),
      { numRuns },
    );
  });

  test('sheets', () => {
    fc.assert(
      fc.property(nearly(samples.sheet), (text) => {
        looksLikeSheet(text);
        expect(['sheet', 'no-sheet']).toContain(readSheet(text).kind);
      }),
      { numRuns },
    );
  });

  test('lists of other archives, and what they say of copies', async () => {
    const reading =
      (body: string): Fetch =>
      async (url) => ({
        ...{ url, finalUrl: url, chain: [url], status: 200, receivedAt: '2026-08-20T12:00:00.000Z' },
        ...{ headers: { 'content-type': 'application/json' }, body: new TextEncoder().encode(body) },
      });
    const address = { url: 'https://x.com/a/status/20', match: 'exact' as const };
    await fc.assert(
      fc.asyncProperty(mutations, async (changes) => {
        const listings = [
          await openWayback('https://archive.example.org', mutatedFetch(reading(samples.cdx), changes)).list(
            address,
            null,
            never,
          ),
          await openAggregator(
            'https://agg.example.org/',
            mutatedFetch(reading(samples.timeMap), changes),
          ).list(address, null, never),
        ];
        for (const { archivedAt } of listings.flatMap((each) =>
          each.kind === 'listed' ? each.mementos : [],
        )) {
          expect(time.safeParse(archivedAt).success).toBe(true);
        }
        const saving = new SavePageNow('https://archive.example.org', 'a:b');
        const started = await saving.start(
          address.url,
          mutatedFetch(reading('{"job_id":"a"}'), changes),
          never,
        );
        const followed = await saving.follow('a', mutatedFetch(reading(samples.saved), changes), never);
        expect([started.kind, followed.kind].every((kind) => typeof kind === 'string')).toBe(true);
      }),
      { numRuns },
    );
  });

  test('playlists and manifests of streams', async () => {
    const limits = { maxPieces: 500, maxDurationMs: 3_600_000 };
    const playlist = (text: string) => ({
      url: 'https://video.example.org/a/b',
      text,
      takenAt: '2026-08-20T12:00:00.000Z',
    });
    await fc.assert(
      fc.asyncProperty(
        nearly(samples.hlsMaster, samples.hlsPieces),
        nearly(samples.hlsPieces),
        nearly(samples.dash),
        async (hls, inner, dash) => {
          const plans = async (
            renditions: () => { plan(): Promise<{ tracks: { pieces: { url: string }[] }[] }> }[],
          ) => {
            for (const rendition of renditions()) {
              const { tracks } = await rendition.plan();
              const pieces = tracks.flatMap((track) => track.pieces);
              expect(pieces.length).toBeLessThanOrEqual(limits.maxPieces);
              expect(pieces.every(({ url }) => URL.canParse(url))).toBe(true);
            }
          };
          await onlyThrows([StreamRefusedError], () =>
            plans(() => readHls(playlist(hls), limits, async () => playlist(inner))),
          );
          await onlyThrows([StreamRefusedError], () => plans(() => readDash(playlist(dash), limits)));
          await onlyThrows([StreamRefusedError], () => captionsInDash(playlist(dash)));
        },
      ),
      { numRuns },
    );
  });

  test('messages of publishing systems', async () => {
    const messages = nearly(samples.ghostMessage, samples.wordpressMessage);
    await fc.assert(
      fc.asyncProperty(messages, fc.constantFrom(...connectorNames), async (text, name) => {
        const payload = parsed(text);
        await onlyThrows([InvalidInputError], () => {
          const news = connectors[name].read(payload, defaultMapping);
          const url = news.event === 'ignored' ? null : news.arrival.url;
          expect(url === null || /^https?:/.test(url)).toBe(true);
        });
      }),
      { numRuns },
    );
  });

  test('files of logins, of which no complaint says a word', async () => {
    await fc.assert(
      fc.asyncProperty(nearly(samples.cookieFile, samples.storageState), async (text) => {
        for (const read of [readCookieFile, readStorageState]) {
          const complaint = await onlyThrows([LoginFileError], () => read(text));
          expect(complaint ?? '').not.toContain('hunter2');
        }
      }),
      { numRuns },
    );
  });
});

describe('bytes that are damaged or made to harm', () => {
  let picture: Uint8Array;
  beforeAll(async () => {
    picture = await photo(64, 48);
  });

  test('pictures are decoded whole or refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        nearlyBytes(() => picture),
        async (bytes) => {
          await inspectPicture(bytes).then(
            ({ width, height }) => expect(width * height).toBeLessThanOrEqual(100_000_000),
            (error: unknown) => expect(error).toBeInstanceOf(Error),
          );
        },
      ),
      { numRuns: fuzzRuns },
    );
  });

  test('archives are checked to the end, whatever they are', async () => {
    const { source } = await written(
      archive([exchange('https://a.example/'), exchange('https://b.example/')]),
    );
    const whole = new Uint8Array(await source.slice(0, source.size).arrayBuffer());
    const newHash = () => createHash('sha256');
    await fc.assert(
      fc.asyncProperty(
        nearlyBytes(() => whole),
        async (bytes) => {
          const options = { subject: 'case.wacz', newHash, checkFact: () => null, signal: never };
          await onlyThrows([DamagedArchiveError], async () => {
            const report = await verifyFile(new Blob([bytes]), options as never);
            expect(report.subject).toBe('case.wacz');
          });
        },
      ),
      { numRuns: fuzzRuns },
    );
  });

  test('records of page archives', async () => {
    await fc.assert(
      fc.asyncProperty(nearly(samples.warcRecord), async (text) => {
        const blob = new Blob([text]);
        await onlyThrows([DamagedArchiveError], async () => {
          const record = await readWarcRecord(blob, 'data.warc', 0, blob.size);
          await Array.fromAsync(record.payload);
        });
      }),
      { numRuns },
    );
  });
});
