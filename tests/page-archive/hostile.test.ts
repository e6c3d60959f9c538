import { readdir, readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DamagedArchiveError } from '#page-archive/read/byte-source.ts';
import { openWacz } from '#page-archive/read/wacz.ts';
import { archive, bodyOf, exchange } from './support/sample.ts';
import { readByWarcio } from './support/warcio.ts';
import { bytesOf, textOf, written } from './support/written.ts';

const folder = new URL('../../src/page-archive/read', import.meta.url);

it('whatever a server sends, it is one response that says no more than one', async () => {
  const text = fc.string({
    unit: fc.oneof(fc.constantFrom('\r', '\n', '\0', ':', ' ', 'é', '\ud800', 'a'), fc.string()),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(text, text)),
      ...[text, text, text],
      fc.uint8Array(),
      async (headers, statusText, path, contentType, requestBody) => {
        const url = `https://a.example/${encodeURIComponent(path.toWellFormed())}`;
        const { wacz } = await written(
          archive([
            exchange(url, {
              ...{ statusText, method: 'POST', requestBody, body: bodyOf(requestBody) },
              requestHeaders: [...headers, ['Content-Type', contentType]],
              responseHeaders: headers,
            }),
          ]),
        );

        const records = await readByWarcio(await wacz.file('archive/data.warc.gz'));

        expect(records.map(({ type }) => type)).toEqual(['warcinfo', 'response', 'request', 'metadata']);
        expect(records[1]?.block.equals(requestBody)).toBe(true);
        expect(records[1]?.http?.status).toBe(200);
        const answer = await wacz.respond(
          { url, method: 'POST', contentType, body: requestBody },
          new Date(),
        );
        expect(answer && (await bytesOf(answer.body)).equals(requestBody)).toBe(true);
      },
    ),
    { numRuns: 40 },
  );
});

it('a damaged record is said to be one, and nothing worse happens', async () => {
  const url = 'https://a.example/';
  const { source, wacz } = await written(archive([exchange(url)]));
  const whole = Buffer.from(await source.slice(0, source.size).arrayBuffer());
  const [entry] = (await wacz.index()).entries;
  const warc = wacz.zip.entry('archive/data.warc.gz');
  const start = (warc && (await wacz.zip.place(warc)).start) ?? 0;
  let refused = 0;

  for (let at = 0; at < (entry?.length ?? 0); at += 3) {
    const flipped = Buffer.from(whole);
    const position = start + (entry?.offset ?? 0) + at;
    flipped[position] = (flipped[position] ?? 0) ^ (1 << (at % 8));
    const damaged = await openWacz(new Blob([flipped]));
    try {
      const answer = await damaged.respond({ url, method: 'GET', contentType: null, body: null }, new Date());
      expect(answer && (await textOf(answer.body))).toBe(`the body of ${url}`);
    } catch (error) {
      expect(error).toBeInstanceOf(DamagedArchiveError);
      refused++;
    }
  }

  expect(refused).toBeGreaterThan(100);
});

it('an index that leads nowhere is refused', async () => {
  const { wacz } = await written(archive([exchange('https://a.example/')]));
  const [entry] = (await wacz.index()).entries;
  for (const wrong of [{ offset: -1 }, { offset: 1e9 }, { length: 0 }, { length: 7 }, { filename: '../x' }]) {
    const reading = entry && wacz.readRecord({ ...entry, ...wrong });
    await expect(reading).rejects.toThrow(DamagedArchiveError);
  }
});

it('the reader needs nothing but what every browser has', async () => {
  const names = await readdir(folder);
  const texts = await Promise.all(names.map((name) => readFile(new URL(`read/${name}`, folder), 'utf8')));

  const imported = texts.flatMap((text) => Array.from(text.matchAll(/from '([^']+)'/g), ([, from]) => from));
  expect(imported.filter((from) => !from?.startsWith('./'))).toEqual([]);
  expect(imported.length).toBeGreaterThan(10);
  expect(texts.filter((text) => /\b(Buffer|process)\b/.test(text))).toEqual([]);
});
