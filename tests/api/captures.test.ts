import { createHash } from 'node:crypto';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { artifactWith } from '../card/card-views.ts';
import { capturePost, files, postId } from './captured.ts';
import { expectProblem } from './problem.ts';
import { adminKey, startTestService, startTimeoutMs, type TestService } from './service.ts';

let service: TestService;
let captureId: string;
let origin: string;
beforeAll(async () => {
  service = await startTestService();
  origin = await service.app.listen({ host: '127.0.0.1', port: 0 });
  captureId = (await capturePost(service)).captureId;
}, startTimeoutMs);
afterAll(async () => {
  await service[Symbol.asyncDispose]();
});

const picture = files['media-1.jpg'].bytes;
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

interface CaptureBody {
  id: string;
  artifacts: { name: string; role: string; bytes: number; sha256: string; href: string }[];
  [field: string]: unknown;
}

test('a capture says all that it holds, its manifest included', async () => {
  const capture = (await service.inject({ url: `/v1/captures/${captureId}` })).json<CaptureBody>();

  expect(capture).toMatchObject({
    id: captureId,
    postId,
    status: 'complete',
    outcome: 'complete',
    absence: null,
    missing: [],
    source: 'original',
    record: { text: 'The bridge is open again.' },
    provenance: { software: 'test' },
  });
  expect(capture.artifacts.map(({ name }) => name)).toEqual([...Object.keys(files), 'manifest.json']);
  for (const { href, bytes, sha256 } of capture.artifacts) {
    expect(href.startsWith('https://archive.example.org/v1/captures/')).toBe(true);
    const response = await service.inject({ url: new URL(href).pathname });
    expect(response.rawPayload.byteLength).toBe(bytes);
    expect(hashOf(response.rawPayload)).toBe(sha256);
  }
});

test('a manifest comes byte for byte', async () => {
  const response = await service.inject({ url: `/v1/captures/${captureId}/manifest` });

  expect(response.headers.etag).toBe(`"${hashOf(response.rawPayload)}"`);
  expect(response.json()).toMatchObject({ captureId, postId, manifestVersion: 1 });
});

test('a capture that still waits has an answer too', async () => {
  const accepted = await service.post('/v1/submissions', {
    url: 'https://x.com/reporter/status/1072857000000000301',
  });
  const id = accepted.json<{ embeds: { captureId: string }[] }>().embeds[0]?.captureId;

  expect((await service.inject({ url: `/v1/captures/${id}` })).json()).toMatchObject({
    status: 'waiting',
    outcome: null,
    artifacts: [],
  });
  expectProblem(await service.inject({ url: `/v1/captures/${id}/manifest` }), 404);
});

/** The same of artifacts and of the card's media. */
describe.each([
  ['artifact', () => `/v1/captures/${captureId}/artifacts/media-1.jpg`],
  ['card’s medium', () => `/embed/${encodeURIComponent(postId)}/media/media-1.jpg`],
])('the bytes of an %s', (_name, path) => {
  const get = (headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
    service.inject({ method, url: path(), headers });

  test('come whole', async () => {
    const response = await get();

    expect(response.statusCode).toBe(200);
    expect(response.rawPayload).toEqual(picture);
    expect(response.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': String(picture.byteLength),
      'accept-ranges': 'bytes',
      etag: `"${hashOf(picture)}"`,
      'x-content-type-options': 'nosniff',
    });
    expect(response.headers['content-security-policy']).toContain('sandbox');
  });

  test('are described by HEAD', async () => {
    const response = await get({}, 'HEAD');

    expect(response.statusCode).toBe(200);
    expect(response.rawPayload.byteLength).toBe(0);
    expect(response.headers['content-length']).toBe(String(picture.byteLength));
    const part = await get({ range: 'bytes=0-3' }, 'HEAD');
    expect(part.statusCode).toBe(206);
    expect(part.headers['content-length']).toBe('4');
  });

  const size = picture.byteLength;
  test.each([
    ['bytes=0-3', 0, 3],
    ['bytes=4-', 4, size - 1],
    ['bytes=4-100000', 4, size - 1],
    ['bytes=-5', size - 5, size - 1],
    ['bytes=-65558', 0, size - 1],
    [`bytes=${size - 1}-`, size - 1, size - 1],
  ])('come in part for %s', async (range, start, end) => {
    const response = await get({ range });

    expect(response.statusCode).toBe(206);
    expect(response.headers['content-range']).toBe(`bytes ${start}-${end}/${size}`);
    expect(response.rawPayload).toEqual(picture.subarray(start, end + 1));
    expect(response.headers['content-length']).toBe(String(end - start + 1));
  });

  test.each([`bytes=${size}-`, 'bytes=1000-2000', 'bytes=-0'])('cannot be had for %s', async (range) => {
    const response = await get({ range });

    expect(response.statusCode).toBe(416);
    expect(response.headers['content-range']).toBe(`bytes */${size}`);
  });

  test.each(['bytes=5-2', 'bytes=-', 'bytes=a-b', 'pages=1-2', 'bytes=0-1,3-4'])(
    'come whole for %s',
    async (range) => {
      const response = await get({ range });

      expect(response.statusCode).toBe(200);
      expect(response.rawPayload).toEqual(picture);
    },
  );

  test('come in part only of what the client has already', async () => {
    const etag = `"${hashOf(picture)}"`;

    expect((await get({ range: 'bytes=0-3', 'if-range': etag })).statusCode).toBe(206);
    expect((await get({ range: 'bytes=0-3', 'if-range': '"other"' })).statusCode).toBe(200);
    expect((await get({ 'if-none-match': etag })).statusCode).toBe(304);
    expect((await get({ 'if-none-match': `"other", W/${etag}` })).statusCode).toBe(304);
    expect((await get({ 'if-none-match': '"other"' })).statusCode).toBe(200);
  });
});

describe('what is archived cannot run as ours', () => {
  const get = (name: string): Promise<LightMyRequestResponse> =>
    service.inject({ url: `/v1/captures/${captureId}/artifacts/${name}` });

  test('a page is handed over as a file', async () => {
    const response = await get('raw-page.html');

    expect(response.headers['content-disposition']).toMatch(/^attachment; filename="raw-page\.html"/);
    expect(response.headers['content-security-policy']).toMatch(/default-src 'none'.*sandbox/);
    expect(response.headers['x-content-type-options']).toBe('nosniff');
  });

  test('an empty file is empty', async () => {
    const response = await get('empty.txt');

    expect(response.statusCode).toBe(200);
    expect(response.rawPayload.byteLength).toBe(0);
    expect(response.headers['content-length']).toBe('0');
  });

  test('a file that is gone from storage is damage, and no address that was never there', async () => {
    await service.storage.deleteObject(hashOf(picture));
    const response = await service.inject({ url: `/v1/captures/${captureId}/artifacts/media-1.jpg` });
    const problem = expectProblem(response, 500);
    expect(problem.type).toBe('urn:embed-archiver:problem:damaged');
    expect(problem.detail).toContain('media-1.jpg is gone from storage');
    await service.storage.putObject(picture);
  });

  test.each([
    ['a small file', 1000],
    ['a large one', 3_000_000],
  ])('%s that storage changed never arrives whole', async (_name, size) => {
    const good = Buffer.alloc(size, 'the truth ');
    const { sha256 } = await service.storage.putObject(good);
    const stored = { sha256, bytes: good.byteLength, mediaType: 'video/mp4', role: 'media' as const };
    const damaged = await capturePost(service, {
      ...{ url: `https://x.com/reporter/status/107285700${size + 1_000_000_000}`, bare: true },
      artifacts: [artifactWith({ name: 'media-1.mp4', ...stored })],
    });
    const bad = Buffer.from(good);
    bad[size - 1] = 0;
    await service.damageObject(sha256, bad);

    // A player asks for all of a film as a part of it.
    for (const asked of [[], [['range', 'bytes=0-']]] as [string, string][][]) {
      const answered = fetch(`${origin}/v1/captures/${damaged.captureId}/artifacts/media-1.mp4`, {
        headers: [['authorization', `Bearer ${adminKey}`], ...asked],
      }).then(async (answer) => (answer.ok ? await answer.arrayBuffer() : null));
      await expect(answered.catch(() => null)).resolves.toBeNull();
    }
  });

  test('names that are not there or lead elsewhere are not found', async () => {
    for (const name of ['nothing.jpg', '..%2F..%2Fetc%2Fpasswd', '%2e%2e']) {
      expectProblem(await get(name), 404);
    }
  });
});
