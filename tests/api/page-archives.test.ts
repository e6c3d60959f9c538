import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Artifact } from '#domain/capture.ts';
import { type ByteSource, readBytes } from '#page-archive/read/byte-source.ts';
import { openWacz } from '#page-archive/read/wacz.ts';
import { artifactWith } from '../card/card-views.ts';
import { archive, bodyOf, exchange } from '../page-archive/support/sample.ts';
import { written } from '../page-archive/support/written.ts';
import { findPlayer, openReplay } from '../support/replay-web-page.ts';
import { capturePost, postId } from './captured.ts';
import { expectProblem } from './problem.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

const page = 'https://news.example/post/1?lang=en&b=2';
const at = '2026-11-22T13:45:01.123Z';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

interface Links {
  waczUrl: string;
  bundleUrl: string;
  replayUrl: string;
}

/** A capture with a page archive, its place in the published log, and what it says of them. */
async function captured(body = '<p id="said">The bridge is open again.</p>') {
  const html = exchange(page, {
    ...{ body: bodyOf(body), resourceType: 'Document' },
    responseHeaders: [['Content-Type', 'text/html; charset=utf-8']],
  });
  const wacz = await written(archive([html], { pages: [{ url: page, title: 'A post', text: null, at }] }));
  const bytes = await readFile(wacz.path);
  const artifact: Artifact = artifactWith({
    ...{ name: 'page.wacz', mediaType: 'application/wacz', role: 'wacz', source: 'browser' },
    ...{ sourceUrl: page, takenAt: at, datapackageSha256: wacz.datapackageSha256 },
    ...(await service.storage.putObject(bytes)),
  });
  const { captureId } = await capturePost(service, { artifacts: [artifact] });
  await service.notary.publishLog(new AbortController().signal);
  return { captureId, bytes, links: await linksOf(captureId) };
}

async function linksOf(captureId: string): Promise<Links> {
  return (await service.inject({ url: `/v1/captures/${captureId}` })).json<Links>();
}

/** Below the address that answers name, as anybody asks for it. */
function asAnybody(url: string, headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') {
  const { pathname, search } = new URL(url);
  return service.app.inject({ method, url: `${pathname}${search}`, headers });
}

describe('the page archive by its link', () => {
  test('comes without a key, whole and by ranges', async () => {
    const { bytes, links } = await captured();

    const whole = await asAnybody(links.waczUrl);
    expect(whole.rawPayload).toEqual(bytes);
    expect(whole.headers).toMatchObject({
      'content-type': 'application/wacz',
      'accept-ranges': 'bytes',
      'access-control-allow-origin': '*',
    });
    const longSuffix = await asAnybody(links.waczUrl, { range: `bytes=-${bytes.length + 100_000}` });
    expect(longSuffix.statusCode).toBe(206);
    expect(longSuffix.rawPayload).toEqual(bytes);
    const part = await asAnybody(links.waczUrl, { range: 'bytes=4-9' });
    expect(part.rawPayload).toEqual(bytes.subarray(4, 10));
    expect(part.headers['content-range']).toBe(`bytes 4-9/${bytes.length}`);
    expect(String(part.headers['access-control-expose-headers'])).toContain('Content-Range');
    const head = await asAnybody(links.waczUrl, {}, 'HEAD');
    expect(head.headers['content-length']).toBe(String(bytes.length));
  });

  test('closes when it is changed, expires, or is meant for another address', async () => {
    const { captureId, links } = await captured();
    const { search } = new URL(links.waczUrl);
    const later = search.replace(/expires=(\d+)/, (_, seconds) => `expires=${Number(seconds) + 1}`);
    const past = await service.variant({ clock: { now: () => new Date(Date.now() - 9 * 24 * 3_600_000) } });
    const old = (await past.inject({ url: `/v1/captures/${captureId}` })).json<Links>();
    await past[Symbol.asyncDispose]();
    const otherKey = await service.variant({ linkKey: Buffer.alloc(32, 8) });
    const foreign = (await otherKey.inject({ url: `/v1/captures/${captureId}` })).json<Links>();
    await otherKey[Symbol.asyncDispose]();

    const problems = await Promise.all(
      [
        links.waczUrl.replace(search, later),
        old.waczUrl,
        foreign.waczUrl,
        links.bundleUrl.replace(/\?.*/, search),
      ].map((url) => asAnybody(url)),
    );

    for (const problem of problems) {
      expect(expectProblem(problem, 403).type).toBe('urn:embed-archiver:problem:link-not-valid');
      // So that a page elsewhere can read why.
      expect(problem.headers['access-control-allow-origin']).toBe('*');
    }
    expectProblem(await asAnybody(links.waczUrl.replace(search, '')), 401);
    const submitter = await service.makeKey('submit');
    expectProblem(
      await asAnybody(links.waczUrl.replace(search, ''), { authorization: `Bearer ${submitter.secret}` }),
      403,
    );
  });

  test('closes for the public as soon as the post is restricted, and not for a key', async () => {
    const { captureId, links } = await captured();
    const restrict = (restricted: boolean) =>
      service.inject({
        method: 'PATCH',
        url: `/v1/posts/${encodeURIComponent(postId)}`,
        payload: { restricted },
      });
    await restrict(true);
    const hidden = await linksOf(captureId);

    expectProblem(await asAnybody(links.waczUrl), 404);
    expectProblem(await asAnybody(links.bundleUrl), 404);
    expect(hidden).toMatchObject({
      waczUrl: `https://archive.example.org/v1/captures/${captureId}/wacz`,
      replayUrl: null,
    });
    expect((await service.inject({ url: new URL(hidden.waczUrl).pathname })).statusCode).toBe(200);
    await restrict(false);
    expect((await asAnybody(links.waczUrl)).statusCode).toBe(200);
  });

  test('is asked for beforehand by browsers', async () => {
    const { links } = await captured();
    const asked = await service.app.inject({
      method: 'OPTIONS',
      url: new URL(links.bundleUrl).pathname,
      headers: {
        origin: 'https://replayweb.page',
        'access-control-request-method': 'GET',
        'access-control-request-headers': 'range',
      },
    });

    expect(asked.statusCode).toBe(204);
    expect(asked.headers).toMatchObject({ 'access-control-allow-origin': '*' });
    expect(String(asked.headers['access-control-allow-headers']).toLowerCase()).toContain('range');
  });
});

describe('the bundle', () => {
  test('is the page archive with its proof, the same each time, by any range', async () => {
    const { captureId, bytes, links } = await captured();
    const whole = await asAnybody(links.bundleUrl);
    const bundle = whole.rawPayload;
    const wacz = await openWacz(new Blob([new Uint8Array(bundle)]));
    const paths = wacz.entries.map(({ path }) => path);
    const manifest = await service.inject({ url: `/v1/captures/${captureId}/manifest` });

    expect(paths).toEqual(
      expect.arrayContaining(['archive/data.warc.gz', 'proof/manifest.sig', 'proof/key.pem']),
    );
    expect(paths).toEqual(expect.arrayContaining(['proof/checkpoint', 'proof/inclusion.tlog-proof']));
    expect(Buffer.from(await wacz.file('proof/manifest.json'))).toEqual(manifest.rawPayload);
    expect(await fileIn(bundle, 'archive/data.warc.gz')).toEqual(await fileIn(bytes, 'archive/data.warc.gz'));
    const head = await asAnybody(links.bundleUrl, {}, 'HEAD');
    expect(head.headers).toMatchObject({
      etag: whole.headers.etag,
      'content-length': String(bundle.length),
    });
    const pieces = await Promise.all(
      [
        [0, 99],
        [100, 1999],
        [2000, bundle.length - 1],
      ].map(([from, to]) => asAnybody(links.bundleUrl, { range: `bytes=${from}-${to}` })),
    );
    expect(Buffer.concat(pieces.map(({ rawPayload }) => rawPayload))).toEqual(bundle);
    const unchanged = await asAnybody(links.bundleUrl, { 'if-none-match': String(whole.headers.etag) });
    expect(unchanged.statusCode).toBe(304);
  });

  test('has another tag when more is known', async () => {
    const { captureId, links } = await captured();
    const before = await asAnybody(links.bundleUrl, {}, 'HEAD');
    const { manifestSha256 } = (await service.catalogue.captures.get(captureId)) ?? {};
    await service.notary.attest(manifestSha256 ?? '', 'replay', { replay: 'replayable' });
    const after = await asAnybody(links.bundleUrl);

    expect(after.headers.etag).not.toBe(before.headers.etag);
    const wacz = await openWacz(new Blob([new Uint8Array(after.rawPayload)]));
    expect(wacz.entries.map(({ path }) => path)).toContain('proof/attestation-replay-1.json');
  });
});

test('a capture without a page archive has none to give', async () => {
  const { captureId } = await capturePost(service);

  expect(await linksOf(captureId)).toMatchObject({ waczUrl: null, bundleUrl: null, replayUrl: null });
  expectProblem(await service.inject({ url: `/v1/captures/${captureId}/wacz` }), 404);
  expectProblem(await service.inject({ url: `/v1/captures/${captureId}/bundle` }), 404);
});

test.for(['waczUrl', 'bundleUrl'] as const)(
  'ReplayWeb.page, on another site, plays the %s',
  async (kind, context) => {
    const player = await findPlayer();
    context.skip(player.kind === 'absent', player.kind === 'absent' ? player.reason : '');
    const { links } = await captured('<!doctype html><p id="said">The bridge is open again.</p>');
    const baseUrl = await service.app
      .listen({ host: '127.0.0.1', port: 0 })
      .catch(() => service.app.listeningOrigin);
    const { pathname, search } = new URL(links[kind]);
    const replay = new URL(links.replayUrl);

    expect(replay.origin).toBe('https://replayweb.page');
    expect(replay.searchParams.get('source')).toBe(links.waczUrl);
    expect(new URLSearchParams(replay.hash.slice(1)).get('url')).toBe(page);
    expect(new URLSearchParams(replay.hash.slice(1)).get('ts')).toBe('20261122134501');
    await using shown = await openReplay(`${baseUrl}${pathname}${search}`, page, at);
    expect(await shown.frame.locator('#said').textContent()).toBe('The bridge is open again.');
  },
);

async function fileIn(archived: Uint8Array, path: string): Promise<Uint8Array> {
  const source: ByteSource = new Blob([new Uint8Array(archived)]);
  const { zip } = await openWacz(source);
  const entry = zip.entry(path);
  if (entry === null) {
    throw new Error(`${path} is not in it`);
  }
  const { start, end } = await zip.place(entry);
  return readBytes(source, start, end);
}
