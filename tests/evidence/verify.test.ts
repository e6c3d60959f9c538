import { cp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkFact } from '#catalogue/check-fact.ts';
import { main } from '#cli/main.ts';
import { bundleFiles } from '#evidence/bundle-files.ts';
import type { Report } from '#evidence/verify/report.ts';
import { verifyWacz } from '#evidence/verify/verify-wacz.ts';
import { verifyPath } from '#evidence/verify-path.ts';
import { storageIn, verifyStored } from '#evidence/verify-storage.ts';
import { openWacz } from '#page-archive/read/wacz.ts';
import { ZipArchive } from '#page-archive/read/zip-archive.ts';
import { bagOf, writeFiles, writeZip } from './verify-bag.ts';
import { blamed, flipped, seededRandom } from './verify-damage.ts';
import { rewrittenBundle, zipped } from './verify-forging.ts';
import { captureId, newHash, VerifyGround } from './verify-ground.ts';

let ground: VerifyGround;
beforeAll(async () => {
  ground = await VerifyGround.open();
}, 60_000);
afterAll(() => ground?.[Symbol.asyncDispose]());

const signal = new AbortController().signal;
const options = (subject: string) => ({ subject, newHash, checkFact, signal });

function wacz(bytes: Uint8Array<ArrayBuffer> | Blob, roots = ''): Promise<Report> {
  return verifyWacz(bytes instanceof Blob ? bytes : new Blob([bytes]), { ...options('it'), roots });
}

async function at(path: string): Promise<Report> {
  const report = await verifyPath(path, options(path));
  if (report === null) {
    throw new Error(`nothing to verify at ${path}`);
  }
  return report;
}

function resultOf({ checks }: Report, name: string): string[] {
  return [...new Set(checks.filter((check) => check.name === name).map(({ result }) => result))];
}

describe('what is whole passes', () => {
  test('a bundle, in every respect', async () => {
    const report = await wacz(ground.bundle, ground.authority.rootPem);

    expect(report.checks.filter(({ result }) => result !== 'pass')).toEqual([]);
    expect(report).toMatchObject({ ok: true, capture: { captureId, postId: ground.manifest?.postId } });
    expect(report.signedBy?.keyId).toBe(ground.proof?.key?.keyId);
    expect(report.timestamps).toMatchObject([{ authority: 'Honest time' }]);
    const names = new Set(report.checks.map(({ name }) => name));
    for (const name of ['zip', 'file', 'records', 'index', 'manifest', 'signature', 'bare-files']) {
      expect(names).toContain(name);
    }
    for (const name of [
      'bare-archive',
      'artifacts',
      'log-inclusion',
      'checkpoint',
      'timestamp',
      'attestation',
    ]) {
      expect(names).toContain(name);
    }
    expect(report.checks.find(({ name }) => name === 'timestamp')?.detail).toContain('trusted');
  });

  test('a bare archive, which has no proof to check', async () => {
    const report = await wacz(ground.bare);

    expect(report).toMatchObject({ ok: true, capture: null, signedBy: null, timestamps: [] });
    for (const name of ['manifest', 'signature', 'log-inclusion', 'checkpoint', 'timestamp']) {
      expect(resultOf(report, name)).toEqual(['absent']);
    }
  });

  test('a capture in storage, and the storage', async () => {
    const stored = await verifyStored(storageIn(ground.storageFolder), captureId, options(captureId));

    expect(stored && blamed(stored)).toEqual([]);
    expect(stored?.checks.filter(({ result }) => result !== 'pass')).toEqual([]);
    expect(stored?.signedBy?.keyId).toBe(ground.proof?.key?.keyId);
    expect(blamed(await at(ground.storageFolder))).toEqual([]);
    expect(
      await verifyStored(storageIn(ground.storageFolder), 'unheard-of', options('unheard-of')),
    ).toBeNull();
  });

  test('an archive that others laid out, packed in their way', async () => {
    const { files } = await openWacz(ground.bare).then(({ datapackage }) => datapackage);
    const all = [...files.map(({ path }) => path), 'datapackage.json', 'datapackage-digest.json'];
    const theirs = await packedByOthers(all);

    expect(blamed(await wacz(theirs))).toEqual([]);
    expect(blamed(await wacz(flipped(theirs, 700, 3)))).toEqual(['archive/data.warc.gz']);
  });
});

describe('what is forged is found, though all hashes were made to fit', () => {
  test('a file of the archive', async () => {
    const forged = await rewrittenBundle(ground.bundle, (path, text) =>
      path === 'pages/pages.jsonl' ? text.replace('A post', 'B post') : text,
    );

    expect(blamed(await wacz(forged))).toEqual(['pages/pages.jsonl']);
  });

  test('the manifest', async () => {
    const report = await wacz(
      await rewrittenBundle(ground.bundle, (path, text) =>
        path === 'proof/manifest.json' ? text.replace('"complete"', '"partial"') : text,
      ),
    );

    expect(report.ok).toBe(false);
    expect(resultOf(report, 'signature')).toEqual(['fail']);
    expect(resultOf(report, 'log-inclusion')).toEqual(['fail']);
    expect(report.signedBy).toBeNull();
  });

  test('a capture said to be later than its time stamp', async () => {
    const report = await wacz(
      await rewrittenBundle(ground.bundle, (path, text) =>
        path === 'proof/manifest.json' ? text.replaceAll(/"finishedAt":"\d{4}/g, '"finishedAt":"2099') : text,
      ),
    );

    expect(resultOf(report, 'timestamp')).toEqual(['fail']);
  });
});

describe('one changed bit names its file, and no other', () => {
  test.each(['bundle', 'bare'] as const)(
    'in each file of a %s archive, and anywhere',
    async (which) => {
      const whole = new Uint8Array(await ground[which].arrayBuffer());
      const { entries, directoryOffset } = await ZipArchive.open(ground[which]);
      const random = seededRandom(7);
      const middles = entries.map(({ offset, limit }) => Math.floor((offset + 30 + limit) / 2));
      const anywhere = Array.from({ length: 100 }, () => Math.floor(random() * whole.length));
      const structure = [directoryOffset, directoryOffset + 20, directoryOffset + 42, whole.length - 6];

      for (const position of [...middles, ...structure, ...anywhere]) {
        const report = await wacz(flipped(whole, position, position % 8));
        const file = entries.findLast(({ offset }) => offset <= position)?.path;
        const expected = position >= directoryOffset ? 'zip directory' : file;
        expect(blamed(report), `bit ${position % 8} of byte ${position}`).toEqual([expected]);
      }
    },
    120_000,
  );

  test('in each file of a bag, as a folder and as a ZIP', async () => {
    const files = await bagFiles();
    const folder = join(ground.folder, 'bag');
    await writeFiles(folder, files);
    expect(blamed(await at(folder))).toEqual([]);

    for (const [path, bytes] of Object.entries(files)) {
      for (const position of spread(bytes.length, path.endsWith('.txt') ? 4 : 1)) {
        await writeFile(join(folder, path), flipped(bytes, position, position % 8));
        const named = blamed(await at(folder)).filter((name) => !name.startsWith(`${path}/`));
        expect(named, `bit ${position % 8} of byte ${position} of ${path}`).toEqual([path]);
      }
      await writeFile(join(folder, path), bytes);
    }
    const zip = join(ground.folder, 'bag.zip');
    await writeZip(zip, files, 'a-bag/');
    expect(await at(zip)).toMatchObject({ ok: true, kind: 'bag' });
    const whole = new Uint8Array(await readFile(zip));
    const text = Buffer.from(whole).indexOf('Payload-Oxum');
    await writeFile(zip, flipped(whole, text, 0));
    expect(blamed(await at(zip))).toEqual(['bag-info.txt']);
  }, 120_000);

  test('in each file of a stored capture', async () => {
    const folder = join(ground.folder, 'copy');
    await cp(ground.storageFolder, folder, { recursive: true });
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    const ofOthers = /manifests\/other-/;

    for (const path of paths.filter((file) => !ofOthers.test(file))) {
      const bytes = await readFile(path);
      const [position = 0] = spread(bytes.length, 1);
      await writeFile(path, flipped(bytes, position, 1));
      const report = await verifyStored(storageIn(folder), captureId, options(captureId));
      const named = report === null ? [] : blamed(report).filter((name) => !name.startsWith(`${path}/`));
      const key = path.slice(folder.length + 1);
      expect(
        named.filter((name) => !name.startsWith(`${key}/`)),
        key,
      ).toEqual([key]);
      await writeFile(path, bytes);
    }
    await rm(folder, { recursive: true });
  }, 120_000);

  /** A capture with its bundle, and one without a page archive. */
  async function bagFiles(): Promise<Record<string, Uint8Array>> {
    const { proof, files } = ground;
    if (proof === null) {
      throw new Error('the capture has no proof');
    }
    const bundle = new Uint8Array(await ground.bundle.arrayBuffer());
    const beside = bundleFiles(proof, null).map(({ path, body }) => [
      `data/captures/two/${path.replace('proof/manifest.json', 'manifest.json')}`,
      body,
    ]);
    const { 'page.wacz': _, ...others } = files;
    const inFolder = (id: string) =>
      Object.fromEntries(
        Object.entries(others).map(([name, bytes]) => [`data/captures/${id}/${name}`, bytes]),
      );
    return bagOf({
      'data/report.html': Buffer.from('<p>who, when, how</p>'),
      'data/captures/one/bundle.wacz': bundle,
      'data/captures/one/manifest.json': proof.manifest,
      ...inFolder('one'),
      ...inFolder('two'),
      ...Object.fromEntries(beside),
    });
  }
});

describe('the command', () => {
  test('exits 0, 1 or 2, and speaks JSON', async () => {
    const [whole, broken] = ['whole.wacz', 'broken.wacz'].map((name) => join(ground.folder, name));
    const bytes = new Uint8Array(await ground.bundle.arrayBuffer());
    await writeFile(whole ?? '', bytes);
    await writeFile(broken ?? '', flipped(bytes, 200, 1));
    const run = async (...args: string[]) => {
      const written: string[] = [];
      const write = process.stdout.write;
      process.stdout.write = (text: string | Uint8Array) => written.push(String(text)) > 0;
      try {
        return { code: await main(['verify', ...args]), output: written.join('') };
      } finally {
        process.stdout.write = write;
      }
    };

    expect(await run(whole ?? '')).toMatchObject({
      code: 0,
      output: expect.stringContaining('Nothing is wrong'),
    });
    const both = await run(whole ?? '', broken ?? '', '--json');
    const reports = both.output
      .trim()
      .split('\n')
      .map((line): Report => JSON.parse(line));
    expect(both.code).toBe(1);
    expect(reports.map(({ ok }) => ok)).toEqual([true, false]);
    expect(blamed(reports[1] as Report)).toEqual(['archive/data.warc.gz']);
    expect((await run(join(ground.folder, 'nothing'))).code).toBe(2);
  });
});

function spread(length: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * length) / count));
}

async function packedByOthers(paths: string[]): Promise<Uint8Array<ArrayBuffer>> {
  const opened = await openWacz(ground.bare);
  const contents = await Promise.all(paths.map(async (path) => [path, await opened.file(path)] as const));
  const theirs = zipped([...contents], (bytes, path) =>
    path.startsWith('archive/') ? { method: 0, packed: bytes } : { method: 8, packed: deflateRawSync(bytes) },
  );
  // They write dates, in both places.
  for (let at = 0; at + 16 < theirs.length; at += 1) {
    const view = new DataView(theirs.buffer, at);
    const signature = view.getUint32(0, true);
    if (signature === 0x04034b50 || signature === 0x02014b50) {
      view.setUint16(signature === 0x04034b50 ? 12 : 14, 0x5976, true);
    }
  }
  return theirs;
}
