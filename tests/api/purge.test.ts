import { createPublicKey, verify } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { controlSocketAddress, listenControl } from '#api/control-socket.ts';
import { checkFact } from '#catalogue/check-fact.ts';
import { connectService, type ServiceAnswer } from '#cli/service-client.ts';
import { systemClock } from '#domain/clock.ts';
import { auditStorage } from '#evidence/audit/audit-storage.ts';
import { canonicalJson } from '#evidence/canonical-json.ts';
import { createLogger } from '#logger.ts';
import { artifactWith } from '../card/card-views.ts';
import { openTestCatalogue } from '../support/test-ground.ts';
import { capturePost } from './captured.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

const logger = createLogger({ level: 'silent', pretty: false });
const signal = new AbortController().signal;
const [purged, kept] = ['x:1072857000000000201', 'x:1072857000000000202'];
const urlOf = (id: string) => `https://twitter.com/reporter/status/${id.slice(2)}`;
const own = Buffer.from('bytes that this post alone has');

describe('a post that is purged', () => {
  let service: TestService;
  let captureId: string;
  let statement: { sha256: string; objects: string[] };
  const get = (url: string) => service.inject({ method: 'GET', url });
  const damage = async () =>
    (await Array.fromAsync(auditStorage({ storage: service.storage, checkFact, signal }))).flatMap(
      (step) => step.damage,
    );

  beforeAll(async () => {
    service = await startTestService();
    // Both have the same files, so that none of these may go; the picture of the purged one is its own.
    await capturePost(service, { url: urlOf(kept) });
    const ownFile = { name: 'own.jpg', mediaType: 'image/jpeg', ...(await service.storage.putObject(own)) };
    const artifacts = [artifactWith(ownFile)];
    ({ captureId } = await capturePost(service, { url: urlOf(purged), artifacts }));
    await capturePost(service, { url: urlOf(purged), record: { text: 'words of the post' } });
    await service.post('/v1/submissions', { url: urlOf(purged), maxAgeSeconds: 0 });
  }, startTimeoutMs);
  afterAll(() => service?.[Symbol.asyncDispose]());

  async function purge(id: string): Promise<ServiceAnswer> {
    const path = join(service.directory, 'control.sock');
    await using _control = await listenControl(service.app, path);
    await using client = connectService(controlSocketAddress(path));
    return await client.request('POST', `/v1/posts/${encodeURIComponent(id)}/purge`, {
      reason: 'court order',
    });
  }

  test('is purged by the command line alone, and leaves a signed tombstone', async () => {
    const refused = await service.post(`/v1/posts/${encodeURIComponent(purged)}/purge`, { reason: 'x' });
    expect(refused.statusCode).toBe(403);
    const { status, body } = await purge(urlOf(purged));
    expect([status, body]).toMatchObject([200, { postId: purged, reason: 'court order', by: 'control' }]);
    statement = body as typeof statement;
    const document = await service.storage.getDocument(`statements/${statement.sha256}.json`);
    const { signature, ...said } = JSON.parse(Buffer.from(document ?? []).toString());
    const { publicKeyPem } = await service.notary.keys.current();
    const isSigned = verify(
      null,
      canonicalJson(said),
      createPublicKey(publicKeyPem),
      Buffer.from(signature, 'base64'),
    );
    expect([isSigned, said.captures.length, said.objects.length]).toEqual([true, 3, 1]);
  });

  test('has no bytes left but those that another post has too, and no words', async () => {
    const { storage } = service;
    expect(await storage.statObject(statement.objects[0] ?? '')).toBeNull();
    const left = await Promise.all(
      (await Array.fromAsync(storage.listDocuments(''))).map(async (key) =>
        Buffer.from((await storage.getDocument(key)) ?? []).toString(),
      ),
    );
    expect(left.filter((text) => text.includes('words of the post'))).toEqual([]);
    const other = await get(`/embed/${encodeURIComponent(kept)}/media/media-1.jpg`);
    expect([other.statusCode, other.body]).toEqual([200, 'not really a picture']);
    expect(await damage()).toEqual([]);
  });

  test('answers with its tombstone to who may see it, and is not there for anybody else', async () => {
    const paths = [`/v1/posts/${encodeURIComponent(purged)}`, `/v1/captures/${captureId}`];
    for (const path of [...paths, `${paths[1]}/artifacts/media-1.jpg`, `${paths[1]}/manifest`]) {
      const answer = await get(path);
      expect([path, answer.statusCode, answer.json().tombstone]).toMatchObject([
        path,
        410,
        { kind: 'purge', reason: 'court order', postId: purged },
      ]);
    }
    expect((await service.app.inject({ url: `/embed/${encodeURIComponent(purged)}` })).statusCode).toBe(404);
    expect((await purge(purged)).status).toBe(410);
    const [line] = await service.catalogue.overview.postsById([purged]);
    expect(line).toMatchObject({ postId: purged, outcome: null, purged: true, excerpt: null });
  });

  test('stays purged where the database is lost, its log entry in its place', {
    timeout: startTimeoutMs,
  }, async () => {
    const { directory, storage, notary } = service;
    await notary.publishLog(signal);
    const options = { directory: join(directory, 'pg-again'), source: storage, clock: systemClock, logger };
    await using catalogue = await openTestCatalogue(options);
    await using again = await service.variant({ catalogue });
    const tombstoneOf = async (of: TestService) =>
      (await of.inject({ url: `/v1/captures/${captureId}` })).json().tombstone;
    expect(await tombstoneOf(again)).toEqual(await tombstoneOf(service));
    expect(await catalogue.captures.admit(10)).toEqual([]);
    expect((await catalogue.log.entries(0, 10)).map(({ kind }) => kind)).toEqual(
      (await service.catalogue.log.entries(0, 10)).map(({ kind }) => kind),
    );
    expect((await again.app.inject({ url: `/embed/${encodeURIComponent(purged)}` })).statusCode).toBe(404);
  });

  test('and what is only restricted says nothing to the public, nor to a key that may only submit', async () => {
    const id = encodeURIComponent(kept);
    const path = `/v1/posts/${encodeURIComponent(kept)}`;
    await service.inject({ method: 'PATCH', url: path, payload: { restricted: true } });
    const original = 'https://x.com/i/status/1072857000000000202';
    for (const url of [
      `/embed/${id}`,
      `/embed/${id}/media/media-1.jpg`,
      `/oembed?format=json&url=${encodeURIComponent(original)}`,
      ...[`/timegate/${original}`, `/timemap/link/${original}`, `/memento/20300101000000/${original}`],
    ]) {
      const { statusCode, body } = await service.app.inject({ url });
      expect([url, statusCode, body.includes('bridge')]).toEqual([url, 404, false]);
    }
    const { secret } = await service.makeKey('submit');
    const headers = { authorization: `Bearer ${secret}` };
    const answers = [
      await service.inject({ method: 'PATCH', url: path, payload: { tags: ['a'] }, headers }),
      await service.post(`${path}/recheck`, {}, headers),
      await service.post('/v1/submissions', { url: urlOf(kept) }, headers),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 202, 202]);
    expect(answers.filter(({ body }) => body.includes('bridge') || body.includes('reporter"'))).toEqual([]);
    for (const url of [path, `${path}/history`, '/v1/posts', '/v1/submissions', '/v1/audit']) {
      expect([url, (await service.inject({ url, headers })).statusCode]).toEqual([url, 403]);
    }
    const byReader = await service.makeKey('read');
    const seen = await service.inject({ url: path, headers: { authorization: `Bearer ${byReader.secret}` } });
    expect(seen.json()).toMatchObject({ restricted: true, text: 'The bridge is open again.' });
  });
});
