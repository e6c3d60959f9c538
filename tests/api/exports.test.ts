import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { finishPurges } from '#catalogue/finish-purges.ts';
import type { Artifact } from '#domain/capture.ts';
import { artifactWith } from '../card/card-views.ts';
import { archive, exchange } from '../page-archive/support/sample.ts';
import { written } from '../page-archive/support/written.ts';
import { capturePost, postId } from './captured.ts';
import { expectProblem } from './problem.ts';
import { publishAll, startTestService, startTimeoutMs, type TestService } from './service.ts';

const run = promisify(execFile);

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const otherPost = 'https://x.com/reporter/status/1072857000000000401';
const ask = (body: object) => service.post('/v1/exports', body);

async function pageArchive(url: string): Promise<Artifact> {
  const wacz = await written(archive([exchange(url)]));
  return artifactWith({
    ...{ name: 'page.wacz', mediaType: 'application/wacz', role: 'wacz', sourceUrl: url },
    datapackageSha256: wacz.datapackageSha256,
    ...(await service.storage.putObject(await readFile(wacz.path))),
  });
}

/** The bag as anybody unpacks it; the paths are below its one folder. */
async function unpack(zip: Buffer, name: string): Promise<{ folder: string; paths: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'bag-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await writeFile(join(folder, 'bag.zip'), zip);
  await run('unzip', ['-tq', 'bag.zip'], { cwd: folder });
  await run('unzip', ['-q', 'bag.zip'], { cwd: folder });
  await rm(join(folder, 'bag.zip'));
  expect(await readdir(folder)).toEqual([name]);
  const entries = await readdir(join(folder, name), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const root = join(folder, name);
  return {
    folder: root,
    paths: files.map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1)).sort(),
  };
}

async function hasTools(): Promise<boolean> {
  return Promise.all([run('unzip', ['-v']), run('sha256sum', ['--version'])]).then(
    () => true,
    () => false,
  );
}

describe('one capture', () => {
  test('is its page archive with the proof, the same as the bundle', async () => {
    const { captureId } = await capturePost(service, {
      artifacts: [await pageArchive('https://a.example/')],
    });

    const exported = await ask({ items: [captureId] });
    const bundle = await service.inject({ url: `/v1/captures/${captureId}/bundle` });

    expect(exported.statusCode).toBe(200);
    expect(exported.headers['content-type']).toBe('application/wacz');
    expect(exported.rawPayload).toEqual(bundle.rawPayload);
  });

  test('of several, or without a page archive, cannot be a WACZ', async () => {
    const { captureId } = await capturePost(service);

    const without = expectProblem(await ask({ items: [captureId], format: 'wacz' }), 400);
    expect(without.errors).toEqual([{ path: 'format', message: expect.stringContaining('no page archive') }]);
    const several = expectProblem(await ask({ items: [postId], format: 'wacz' }), 400);
    expect(several.errors?.[0]?.message).toContain('name one');
  });
});

describe('a bag', () => {
  test('holds every file of every capture, and ordinary tools find it sound', async (context) => {
    context.skip(!(await hasTools()), 'there is no unzip or no sha256sum here');
    const withPage = await capturePost(service, {
      url: otherPost,
      artifacts: [await pageArchive('https://b.example/')],
    });
    const plain = await capturePost(service, { url: otherPost });
    await service.notary.publishLog(new AbortController().signal);

    const { rawPayload } = await ask({ items: [otherPost], name: 'case-7' });
    const { folder, paths } = await unpack(rawPayload, 'case-7');

    // These compare every file with its hash, and miss none.
    const sums = ['--check', '--strict', '--quiet', 'tagmanifest-sha256.txt', 'manifest-sha256.txt'];
    await run('sha256sum', sums, { cwd: folder });
    const manifest = await readFile(join(folder, 'manifest-sha256.txt'), 'utf8');
    const payload = paths.filter((path) => path.startsWith('data/'));
    expect(
      manifest
        .trim()
        .split('\n')
        .map((line) => line.slice(66)),
    ).toEqual(payload);
    const bytes = await Promise.all(payload.map(async (path) => (await readFile(join(folder, path))).length));
    const info = await readFile(join(folder, 'bag-info.txt'), 'utf8');
    const oxum = `${bytes.reduce((total, each) => total + each, 0)}.${payload.length}`;
    expect(info).toContain(`Payload-Oxum: ${oxum}\n`);
    expect(info).toMatch(/^Bagging-Date: \d{4}-\d\d-\d\d$/m);
    expect(await readFile(join(folder, 'bagit.txt'), 'utf8')).toBe(
      'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
    );
    const of = (captureId: string) =>
      paths.flatMap((path) => path.split(`data/captures/${captureId}/`).slice(1)).sort();
    const files = ['empty.txt', 'manifest.json', 'media-1.jpg', 'raw-page.html'];
    const proof = ['checkpoint', 'inclusion.tlog-proof', 'key.pem', 'log-key.pem', 'manifest.sig'];
    expect(of(withPage.captureId)).toEqual(['bundle.wacz', ...files]);
    expect(of(plain.captureId)).toEqual([...files, ...proof.map((name) => `proof/${name}`)].sort());
  });

  test('tells in its report who asked, what was kept, what was decided, and runs nothing of strangers', async (context) => {
    context.skip(!(await hasTools()), 'there is no unzip here');
    const printed: string[] = [];
    const printing = await service.variant({
      exporting: {
        temporaryDir: join(service.directory, 'tmp'),
        organization: 'The Morning Courier',
        publishPending: () => publishAll(service),
        print: async (html) => {
          printed.push(html);
          return Buffer.from('%PDF-1.7 stands here for the printed page');
        },
      },
    });
    onTestFinished(() => printing[Symbol.asyncDispose]());
    const url = 'https://x.com/reporter/status/1072857000000000501';
    const { id: keyId, secret } = await service.makeKey('submit');
    const accepted = await service.post(
      '/v1/submissions',
      { url, note: 'For the Hajin case', externalId: 'cms-42', maxAgeSeconds: 0, tags: ['report'] },
      { authorization: `Bearer ${secret}` },
    );
    expect(accepted.statusCode).toBe(202);
    const { captureId } = await capturePost(service, {
      url,
      record: { text: '<script>alert(1)</script>\nأزهرت أشجار اللوز' },
    });
    await service.inject({
      method: 'PATCH',
      url: `/v1/posts/${encodeURIComponent(url)}`,
      payload: { restricted: true, reason: 'Shows a minor' },
    });

    const { rawPayload } = await printing.post('/v1/exports', { items: [], tag: 'report', name: 'report' });
    const { folder, paths } = await unpack(rawPayload, 'report');
    const report = await readFile(join(folder, 'data/report.html'), 'utf8');

    for (const told of [
      captureId,
      keyId,
      'For the Hajin case',
      'cms-42',
      'Shows a minor',
      'The Morning Courier',
    ]) {
      expect(report).toContain(told);
    }
    const manifest = await readFile(join(folder, `data/captures/${captureId}/manifest.json`));
    expect(report).toContain(createHash('sha256').update(manifest).digest('hex'));
    const { artifacts } = JSON.parse(manifest.toString()) as { artifacts: { sha256: string }[] };
    expect(artifacts.filter(({ sha256 }) => !report.includes(sha256))).toEqual([]);
    expect(report).not.toMatch(/<script/i);
    expect(report).toContain('<p dir="auto">أزهرت أشجار اللوز</p>');
    expect(report).toContain('content="default-src &#39;none&#39;;');
    expect(await readFile(join(folder, 'data/report.pdf'), 'utf8')).toContain('%PDF');
    // The paper says the same as the page.
    expect(printed).toEqual([report]);
    expect(paths.filter((path) => path.startsWith('data/statements/'))).toHaveLength(1);
  });

  test('of a purged post has what stands in its place', async (context) => {
    context.skip(!(await hasTools()), 'there is no unzip here');
    const url = 'https://x.com/reporter/status/1072857000000000701';
    const artifacts = [await pageArchive('https://c.example/')];
    const { captureId } = await capturePost(service, { url, artifacts });
    const postOf = 'x:1072857000000000701';
    const { catalogue, storage, notary } = service;
    await catalogue.purges.purge(postOf, 'control', 'A court ordered it', await notary.sealer());
    await publishAll(service);
    await finishPurges(catalogue.purges, [storage]);

    const { rawPayload } = await ask({ items: [url], name: 'purged' });
    const { folder, paths } = await unpack(rawPayload, 'purged');

    const report = await readFile(join(folder, 'data/report.html'), 'utf8');
    expect(report).toContain('A court ordered it');
    expect(report).toContain(captureId);
    expect(paths.filter((path) => path.includes(captureId))).toEqual([]);
    expect(paths.filter((path) => path.startsWith('data/statements/'))).toHaveLength(1);
    expectProblem(await service.inject({ url: `/v1/captures/${captureId}/wacz` }), 410);
  });

  test('is refused, by the name of the file, where storage is damaged', async () => {
    const bytes = Buffer.from('the only one of these bytes');
    const stored = await service.storage.putObject(bytes);
    const url = 'https://x.com/reporter/status/1072857000000000601';
    const { captureId } = await capturePost(service, {
      url,
      artifacts: [artifactWith({ name: 'media-2.bin', mediaType: 'application/octet-stream', ...stored })],
    });
    const { sha256 } = stored;
    await service.damageObject(sha256, Buffer.from('the only one of these bytez'));
    const damaged = expectProblem(await ask({ items: [captureId] }), 500);
    await service.storage.deleteObject(sha256);
    const missing = expectProblem(await ask({ items: [captureId] }), 500);

    expect(damaged).toMatchObject({ type: 'urn:embed-archiver:problem:damaged' });
    expect(damaged.detail).toContain('media-2.bin');
    expect(missing.detail).toContain('media-2.bin');
    // Nothing is left of what was begun.
    expect(await readdir(join(service.directory, 'tmp'))).toEqual([]);
  });
});

test('what is not held, and what names nothing, is said', async () => {
  const missing = expectProblem(await ask({ items: ['x:999'] }), 404);
  expect(missing.detail).toContain('x:999');
  expectProblem(await ask({ items: [], tag: 'nobody-uses-this' }), 404);
  expectProblem(await ask({ items: [] }), 400);
  expectProblem(await ask({ items: [postId], name: '../up' }), 400);
  const { secret } = await service.makeKey('submit');
  const submitter = await service.post(
    '/v1/exports',
    { items: [postId] },
    { authorization: `Bearer ${secret}` },
  );
  expectProblem(submitter, 403);
});
