import { createHash } from 'node:crypto';
import { open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openFileSource } from '#page-archive/file-source.ts';
import { bareOf, composeBundle, readBundle } from '#page-archive/read/bundle.ts';
import { DamagedArchiveError } from '#page-archive/read/byte-source.ts';
import { crc32 } from '#page-archive/read/crc32.ts';
import { openWacz, type Wacz } from '#page-archive/read/wacz.ts';
import { ZipArchive } from '#page-archive/read/zip-archive.ts';
import { layoutDamage } from '#page-archive/read/zip-check.ts';
import { joined, localHeader, type PlacedMember, zipEnd } from '#page-archive/read/zip-layout.ts';
import { archive, bodyOf, exchange, resource } from './support/sample.ts';
import { bytesOf, temporaryFolder, textOf, written } from './support/written.ts';

const now = new Date('2026-11-22T13:45:01.123Z');

describe('an archive answers', () => {
  const at = (url: string, startedAt: string, text: string) =>
    exchange(url, { startedAt, body: bodyOf(text) });
  const post = (body: string, text: string) =>
    exchange('https://api.example/q', {
      ...{ method: 'POST', requestBody: Buffer.from(body), body: bodyOf(text) },
      requestHeaders: [['Content-Type', 'application/json']],
    });
  const posted = (body: string) => ({
    ...{ url: 'https://api.example/q', method: 'POST', contentType: 'application/json' },
    body: Buffer.from(body),
  });
  const get = (url: string) => ({ url, method: 'GET', contentType: null, body: null });
  const input = archive(
    [
      at('https://a.example/x?b=2&a=1', '2026-11-22T13:45:01.123Z', 'early'),
      at('https://a.example/x?b=2&a=1', '2026-11-22T13:45:09.000Z', 'late'),
      post('{"id":1,"name":"one"}', 'posted one'),
      post('{"id":2,"name":"two"}', 'posted two'),
      at('https://a.example/feed?id=1&_=1700000000000', '2026-11-22T13:45:02.000Z', 'feed one'),
      at('https://a.example/feed?id=2&_=1700000000001', '2026-11-22T13:45:02.000Z', 'feed two'),
      at('https://cdn.example/app.js?v=abc', '2026-11-22T13:45:02.000Z', 'script'),
      exchange('https://a.example/nothing', { status: 404, statusText: 'Not Found', body: null }),
      at('https://b.example/same', '2026-11-22T13:45:12.000Z', 'late'),
    ],
    { resources: [resource('https://cdn.example/film.mp4', 'film', 'video/mp4')] },
  );

  it.each<[string, Parameters<Wacz['respond']>[0], Date, string | null]>([
    ['the same request, whatever its order and scheme', get('http://A.example/x?a=1&b=2'), now, 'early'],
    ['the one nearest in time', get('https://a.example/x?a=1&b=2'), new Date('2026-11-22T13:46:00Z'), 'late'],
    ['a POST by its body', posted('{"name":"two","id":2}'), now, 'posted two'],
    ['the most alike POST', posted('{"id":1,"name":"one","nonce":"9"}'), now, 'posted one'],
    ['despite a made-up parameter', get('https://a.example/feed?id=2&_=1999999999999'), now, 'feed two'],
    ['a file despite its version', get('https://cdn.example/app.js?v=def'), now, 'script'],
    ['a payload that another record holds', get('https://b.example/same'), now, 'late'],
    ['a resource', get('https://cdn.example/film.mp4'), now, 'film'],
    ['an empty response', get('https://a.example/nothing'), now, ''],
    ['nothing for what was never asked', get('https://a.example/other'), now, null],
    ['nothing to another method', { ...get('https://a.example/x?b=2&a=1'), method: 'PUT' }, now, null],
  ])('%s', async (_, request, near, expected) => {
    const { wacz } = await written(input);

    const response = await wacz.respond(request, near);

    expect(response && (await textOf(response.body))).toBe(expected);
  });

  it('with status and headers', async () => {
    const { wacz } = await written(input);

    const [missing, film] = await Promise.all(
      ['https://a.example/nothing', 'https://cdn.example/film.mp4'].map((url) => wacz.respond(get(url), now)),
    );

    expect(missing).toMatchObject({ status: 404, statusText: 'Not Found' });
    expect(film).toMatchObject({ status: 200, headers: [['Content-Type', 'video/mp4']] });
  });
});

describe('a bundle', () => {
  const added = [
    { path: 'proof/manifest.json', body: new TextEncoder().encode('{"a":1}') },
    { path: 'proof/manifest.sig', body: Uint8Array.from({ length: 64 }, (_, index) => index) },
  ];

  it('is the same archive with files added, and any range of it is at hand', async () => {
    const { source, wacz } = await written(archive([exchange('https://a.example/')]));
    const bundle = await composeBundle(source, added, { description: 'With its proof' });

    const whole = await bytesOf(readBundle(bundle, source));

    expect(whole.length).toBe(bundle.bytes);
    for (const [start, end] of [
      [0, 10],
      [bundle.bytes - 65_558, bundle.bytes],
      [700, 5000],
      [1234, 1235],
      [bundle.bytes - 1, bundle.bytes],
    ] as const) {
      const range = await bytesOf(readBundle(bundle, source, Math.max(0, start), end));
      expect(range.equals(whole.subarray(Math.max(0, start), end))).toBe(true);
    }
    const read = await openWacz(new Blob([whole]));
    expect(read.entries.map(({ path }) => path)).toEqual([
      ...['archive/data.warc.gz', 'indexes/index.cdx', 'pages/pages.jsonl'],
      ...['proof/manifest.json', 'proof/manifest.sig', 'datapackage.json', 'datapackage-digest.json'],
    ]);
    expect(await damageOf(new Blob([whole]))).toBeNull();
    expect(await read.file('archive/data.warc.gz')).toEqual(await wacz.file('archive/data.warc.gz'));
    expect(read.datapackage.fields).toMatchObject({ description: 'With its proof', wacz_version: '1.1.1' });
    expect((await composeBundle(source, added, { description: 'With its proof' })).bytes).toBe(bundle.bytes);
    await expect(
      composeBundle(source, [{ path: 'pages/pages.jsonl', body: new Uint8Array() }]),
    ).rejects.toThrow('is in the archive already');
  });

  it('has the bare archive in it, to the byte', async () => {
    const { source, sha256: bareSha256, wacz } = await written(archive([exchange('https://a.example/')]));
    const withOwn = [...added, { path: 'proof/datapackage.json', body: wacz.datapackageBytes }];
    const whole = new Blob([await bytesOf(readBundle(await composeBundle(source, withOwn), source))]);

    expect(sha256(await bytesOf(readBundle(await bareOf(whole), whole)))).toBe(bareSha256);
  });

  it('shows every flipped bit, and names the file', async () => {
    const { source } = await written(archive([exchange('https://a.example/')]));
    const whole = await bytesOf(readBundle(await composeBundle(source, added), source));
    const { entries, directoryOffset } = await ZipArchive.open(new Blob([whole]));
    const fileAt = (position: number) =>
      position >= directoryOffset ? null : entries.findLast(({ offset }) => offset <= position)?.path;

    for (let position = 0; position < whole.length; position += 13) {
      const flipped = Buffer.from(whole);
      flipped[position] = (flipped[position] ?? 0) ^ (1 << (position % 8));
      const damage = await damageOf(new Blob([flipped]));
      expect(damage, `byte ${position}`).not.toBeNull();
      const file = fileAt(position);
      // The list of hashes and its digest accuse each other.
      if (file !== null && !file?.startsWith('datapackage')) {
        expect(damage, `byte ${position}`).toBe(file);
      }
    }
  });
});

describe('a ZIP of others', () => {
  it('is read stored and deflated', async () => {
    const path = join(await temporaryFolder(), 'theirs.zip');
    const content = Buffer.from('the same again '.repeat(1000));
    const packed = deflateRawSync(content);
    const member = { path: 'a/b.txt', method: 8, crc32: crc32(content), compressedBytes: packed.length };
    await writeFile(path, zipOf([{ ...member, bytes: content.length, content: packed }]));

    await using source = await openFileSource(path);
    const zip = await ZipArchive.open(source);

    const [entry] = zip.entries;
    expect(entry && Buffer.from(await zip.read(entry, 1e6)).equals(content)).toBe(true);
  });

  it('is refused where it unpacks to more than it says, or than it may', async () => {
    const bomb = Buffer.alloc(10_000_000);
    const packed = deflateRawSync(bomb);
    const member = { path: 'bomb', method: 8, crc32: crc32(bomb), compressedBytes: packed.length };
    for (const [bytes, maxBytes] of [
      [1000, 1e9],
      [bomb.length, 1e6],
      [bomb.length + 1, 1e9],
    ] as const) {
      const zip = await ZipArchive.open(new Blob([zipOf([{ ...member, bytes, content: packed }])]));
      const [entry] = zip.entries;
      await expect(entry && zip.read(entry, maxBytes)).rejects.toThrow(DamagedArchiveError);
    }
  });

  const stored = (path: string, content = Buffer.from('x')) => ({
    ...{
      path,
      method: 0,
      crc32: crc32(content),
      compressedBytes: content.length,
      bytes: content.length,
      content,
    },
  });
  it.each<[string, Uint8Array<ArrayBuffer>]>([
    ['no ZIP', Buffer.from('no ZIP')],
    ['nothing', Buffer.alloc(0)],
    ['cut short', zipOf([stored('a')]).subarray(0, -1)],
    ['a way out', zipOf([stored('../a')])],
    ['an absolute path', zipOf([stored('/a')])],
    ['a backslash', zipOf([stored('a\\b')])],
    ['twins', zipOf([stored('a'), stored('a')])],
    ['overlaps', zipOf([stored('a'), { ...stored('b'), offset: 0 }])],
    ['an entry in the directory', zipOf([{ ...stored('a'), offset: 40 }])],
    ['sizes beyond all measure', zipOf([{ ...stored('a'), compressedBytes: Number.MAX_SAFE_INTEGER }])],
  ])('is refused with %s', async (_, bytes) => {
    await expect(ZipArchive.open(new Blob([bytes]))).rejects.toThrow(DamagedArchiveError);
  });

  it('may have more than four gigabytes', async () => {
    const path = join(await temporaryFolder(), 'large.zip');
    const large = 5 * 2 ** 30;
    await using file = await open(path, 'wx');
    const first = { path: 'large', method: 0, crc32: 0, compressedBytes: large, bytes: large, offset: 0 };
    const header = localHeader(first);
    await file.write(header, 0, header.length, 0);
    const second = { ...stored('after'), offset: header.length + large };
    const rest = joined(
      localHeader(second),
      second.content,
      zipEnd([first, second], second.offset + localHeader(second).length + second.content.length),
    );
    await file.write(rest, 0, rest.length, second.offset);

    await using source = await openFileSource(path);
    const zip = await ZipArchive.open(source);

    const after = zip.entry('after');
    expect(zip.entry('large')?.bytes).toBe(large);
    expect(after && Buffer.from(await zip.read(after, 10)).toString()).toBe('x');
    expect(await layoutDamage(zip)).toEqual([]);
  });
});

/** As a stranger would check one: every file by its hash, every other byte by our layout. The first part that is wrong. */
async function damageOf(blob: Blob): Promise<string | null> {
  try {
    const wacz = await openWacz(blob);
    const digest = JSON.parse(Buffer.from(await wacz.file('datapackage-digest.json')).toString());
    if (digest.path !== 'datapackage.json' || digest.hash !== `sha256:${sha256(wacz.datapackageBytes)}`) {
      return 'datapackage-digest.json';
    }
    for (const file of wacz.datapackage.files) {
      if (sha256(await wacz.file(file.path)) !== file.sha256) {
        return file.path;
      }
    }
    return (await layoutDamage(wacz.zip))[0] ?? null;
  } catch (error) {
    if (error instanceof DamagedArchiveError) {
      return error.part;
    }
    throw error;
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function zipOf(
  files: (Omit<PlacedMember, 'offset'> & { offset?: number; content: Uint8Array })[],
): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const members: PlacedMember[] = [];
  let at = 0;
  for (const file of files) {
    members.push({ ...file, offset: file.offset ?? at });
    parts.push(localHeader(file), file.content);
    at += localHeader(file).length + file.content.length;
  }
  return joined(...parts, zipEnd(members, at));
}
