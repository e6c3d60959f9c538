import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Catalogue } from '#catalogue/catalogue.ts';
import { publishOutbox } from '#catalogue/publish-outbox.ts';
import { type CatalogueSource, rebuildFrom } from '#catalogue/rebuild.ts';
import { systemClock } from '#domain/clock.ts';
import { StorageAwayError } from '#domain/errors.ts';
import { createLogger } from '#logger.ts';
import type { Storage } from '#storage/storage.ts';
import { createMemoryStorage } from '../support/memory-storage.ts';
import { openTestCatalogue } from '../support/test-ground.ts';
import { capturePost, files } from './captured.ts';
import { startTestService, startTimeoutMs, type TestService } from './service.ts';

const logger = createLogger({ level: 'silent', pretty: false });
const signal = new AbortController().signal;
const urlOf = (number: number) => `https://twitter.com/reporter/status/10728570000000001${number}`;
const idOf = (number: number) => `x:10728570000000001${number}`;
const [shown, edited, hidden, deleted] = [10, 11, 12, 13];

describe('an archive whose database is gone', () => {
  let service: TestService;
  let lost: Catalogue;
  /** Paths with and without a key, and what they answered. */
  const before = new Map<string, { admin: unknown; anybody: unknown }>();

  beforeAll(async () => {
    service = await startTestService();
    const { catalogue, storage, notary } = service;
    const paths: string[] = ['/checkpoint', '/tile/0/000.p/6', '/tile/entries/000.p/6', '/v1/posts?q=bridge'];
    paths.push('/v1/collections');
    const patch = (number: number, payload: object) =>
      service.inject({ method: 'PATCH', url: `/v1/posts/${idOf(number)}`, payload });
    const captures = [await capturePost(service, { url: urlOf(shown) })];
    captures.push(
      await capturePost(service, { url: urlOf(edited), record: { text: 'The bridge is open.' } }),
    );
    captures.push(
      await capturePost(service, { url: urlOf(edited), record: { text: 'The bridge is shut.' } }),
    );
    captures.push(await capturePost(service, { url: urlOf(hidden) }));
    captures.push(await capturePost(service, { url: urlOf(deleted), outcome: 'absent', state: 'deleted' }));
    await patch(shown, { tags: ['bridge'], collection: 'rivers', note: 'seen' });
    await patch(hidden, { restricted: true, reason: 'asked by the family' });
    await patch(edited, { collection: 'floods' });
    await service.inject({ method: 'DELETE', url: '/v1/collections/floods' });
    await service.post('/v1/collections', { name: 'rivers', title: 'Rivers', public: true });
    await service.inject({
      method: 'PATCH',
      url: '/v1/collections/rivers',
      payload: { title: 'Streams', watchEverySeconds: 7200 },
    });
    await catalogue.posts.merge(
      'x:short:abcdef',
      { postId: idOf(shown), canonicalUrl: urlOf(shown) },
      { seen: true },
    );
    await publishOutbox(catalogue.outbox, (key, body) => storage.putDocument(key, body));
    await notary.publishLog(signal);

    for (const number of [shown, edited, hidden, deleted]) {
      const id = encodeURIComponent(idOf(number));
      paths.push(`/v1/posts/${id}`, `/v1/posts/${id}/history`, `/embed/${id}`);
      paths.push(...Object.keys(files).map((name) => `/embed/${id}/media/${name}`));
    }
    paths.push('/embed/x:short:abcdef', '/v1/posts/x:short:abcdef');
    for (const { captureId } of captures) {
      paths.push(`/v1/captures/${captureId}`, `/v1/captures/${captureId}/manifest`);
      paths.push(`/v1/captures/${captureId}/artifacts/media-1.jpg`);
    }
    for (const path of paths) {
      before.set(path, await ask(service, path));
    }
    const directory = join(service.directory, 'pg-again');
    const about = { directory, source: createMemoryStorage(), clock: systemClock, logger };
    lost = await openTestCatalogue(about);
  }, startTimeoutMs);
  afterAll(async () => {
    await lost?.[Symbol.asyncDispose]();
    await service?.[Symbol.asyncDispose]();
  });

  test('shows nothing to anybody where storage went away before all of it was read', async () => {
    const { storage } = service;
    const patches = 'facts/patches/';
    const reading = rebuildFrom(lost, goingAwayAt(patches, storage), { logger, adoptUnpointed: true });
    await expect(reading).rejects.toThrow(StorageAwayError);
    await using again = await service.variant({ catalogue: lost });
    for (const number of [shown, hidden]) {
      const card = `/embed/${encodeURIComponent(idOf(number))}`;
      expect([number, await ask(again, card)]).toMatchObject([number, { anybody: { status: 503 } }]);
    }
    await rebuildFrom(lost, storage, { logger, adoptUnpointed: true });
  });

  test('answers as it did, to whoever asks', async () => {
    await using again = await service.variant({ catalogue: lost });
    for (const [path, answers] of before) {
      expect([path, await ask(again, path)]).toEqual([path, answers]);
    }
    const statuses = [...before.values()].map(({ anybody }) => JSON.stringify(anybody).slice(0, 13));
    expect(new Set(statuses).size).toBeGreaterThan(2);
    expect(before.get(`/embed/${encodeURIComponent(idOf(hidden))}`)).toMatchObject({
      anybody: { status: 404 },
    });
  });

  test('shows nothing to anybody before all of it is read', async () => {
    await using again = await service.variant({ catalogue: lost });
    await lost.reindex.begin();
    const card = `/embed/${encodeURIComponent(idOf(shown))}`;
    expect(await ask(again, card)).toMatchObject({ anybody: { status: 503 } });
    expect(await lost.captures.admit(10)).toEqual([]);
    const answer = await again.post('/v1/reindex', {});
    expect(answer.json()).toMatchObject({
      added: 0,
      unusable: 0,
      captures: { complete: 4, absent: 1, waiting: 0 },
    });
    expect(await ask(again, card)).toMatchObject({ anybody: { status: 200 } });
  });
});

function goingAwayAt(prefix: string, storage: Storage): CatalogueSource {
  return {
    listDocuments: (...given) => storage.listDocuments(...given),
    async getDocument(key) {
      if (key.startsWith(prefix)) {
        throw new StorageAwayError('The storage does not answer', 1000);
      }
      return storage.getDocument(key);
    },
  };
}

async function ask(service: TestService, url: string) {
  const admin = await service.inject({ method: 'GET', url });
  const anybody = await service.app.inject({ method: 'GET', url });
  const [one, other] = [admin, anybody].map(({ statusCode, body, headers }) => ({
    ...{ status: statusCode, type: headers['content-type'], etag: headers.etag, body },
  }));
  return { admin: one, anybody: other };
}
