import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capturePost, postId } from './captured.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

const signal = new AbortController().signal;

describe('the log, for anybody', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startTestService();
  }, startTimeoutMs);
  afterAll(() => service?.[Symbol.asyncDispose]());

  /** Without a key. */
  const get = (url: string) => service.app.inject({ method: 'GET', url });

  test('is empty at first, which nobody may keep', async () => {
    const answer = await get('/checkpoint');
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['cache-control'] ?? '').not.toContain('immutable');
    const tile = await get('/tile/0/000.p/1');
    expect([tile.statusCode, tile.headers['cache-control'] ?? '']).toEqual([
      404,
      expect.not.stringContaining('immu'),
    ]);
  });

  test('has a capture and a restriction, from the checkpoint down to the document', async () => {
    const { captureId } = await capturePost(service);
    const restricted = await service.inject({
      method: 'PATCH',
      url: `/v1/posts/${postId}`,
      payload: { restricted: true, reason: 'asked by the family' },
    });
    expect(restricted.statusCode).toBe(200);
    await service.notary.publishLog(signal);

    const checkpoint = await get('/checkpoint');
    const [origin, size, root] = checkpoint.body.split('\n');
    expect([origin, size]).toEqual(['archive.example.org/log', '2']);
    expect(checkpoint.headers).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'access-control-allow-origin': '*',
    });

    const bundle = await get('/tile/entries/000.p/2');
    const entries = entriesIn(bundle.rawPayload);
    const leaves = entries.map((entry) => sha256(Buffer.concat([Buffer.of(0), Buffer.from(entry)])));
    const tile = await get('/tile/0/000.p/2');
    expect(tile.rawPayload).toEqual(Buffer.concat(leaves));
    expect(sha256(Buffer.concat([Buffer.of(1), ...leaves])).toString('base64')).toBe(root);
    expect(tile.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'access-control-allow-origin': '*',
      'cache-control': expect.stringContaining('immutable'),
    });

    const manifest = await service.inject({ method: 'GET', url: `/v1/captures/${captureId}/manifest` });
    const [of, statementSha256] = entries[1]?.split(' ') ?? [];
    expect([entries[0], of]).toEqual([
      `manifest ${sha256(manifest.rawPayload).toString('hex')}`,
      'restriction',
    ]);
    const statement = await service.storage.getDocument(`statements/${statementSha256}.json`);
    expect(JSON.parse(Buffer.from(statement ?? []).toString())).toMatchObject({
      ...{ postId, restricted: true, reason: 'asked by the family', by: 'admin-key' },
    });
  });

  test.each([
    '/tile/0/0',
    '/tile/64/000',
    '/tile/0/000.p/0',
    '/tile/0/000.p/256',
    '/tile/0/../../facts/log',
    '/tile/x',
  ])('has no %s', async (path) => expect((await get(path)).statusCode).toBe(404));

  test('shows its keys to anybody, and is signed with a new one once an admin says so', async () => {
    const before = (await get('/signing-keys')).json<{ items: { keyId: string; current: boolean }[] }>();
    expect(before.items).toMatchObject([{ algorithm: 'Ed25519', current: true }]);
    const { secret } = await service.makeKey('read', 'submit');
    const refused = await service.post('/v1/signing-keys', {}, { authorization: `Bearer ${secret}` });
    expect(refused.statusCode).toBe(403);
    const rotated = await service.post('/v1/signing-keys', {});
    expect(rotated.statusCode).toBe(201);
    expect(rotated.json().items).toMatchObject([
      { keyId: before.items[0]?.keyId, current: false },
      { current: true },
    ]);
  });

  test('says how far it is', async () => {
    const answer = await service.inject({ method: 'GET', url: '/v1/log' });
    expect(answer.json()).toMatchObject({
      ...{ origin: 'archive.example.org/log', size: 2, published: { size: 2 }, authorities: [] },
    });
  });
});

function entriesIn(bundle: Buffer): string[] {
  const entries: string[] = [];
  for (let at = 0; at < bundle.length; at += 2 + bundle.readUInt16BE(at)) {
    entries.push(bundle.subarray(at + 2, at + 2 + bundle.readUInt16BE(at)).toString());
  }
  return entries;
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}
