import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Look, Signal } from '#domain/look.ts';
import type { Platform } from '#platforms/platform.ts';
import type { WorkerDependencies } from '../../src/workers/dependencies.ts';
import { startWorkers } from '../../src/workers/main.ts';
import { until } from '../contracts/queue.ts';
import { aRecord } from '../support/records.ts';
import { type Archive, openArchive } from './archive.ts';

const postId = 'x:1';

let stack: AsyncDisposableStack;
let archive: Archive;

beforeAll(async () => {
  archive = await openArchive();
});
afterAll(() => archive[Symbol.asyncDispose]());
beforeEach(async () => {
  stack = new AsyncDisposableStack();
  await archive.reset();
});
afterEach(() => stack.disposeAsync());

/** Captures the post while it is live, and has workers that see this when they look again. */
async function archived(
  look: () => Promise<Look>,
  given: Partial<WorkerDependencies> = {},
  others: string[] = [],
): Promise<string> {
  const platform: Platform = {
    name: 'x',
    title: 'X',
    identify: () => null,
    canonicalUrl: (id) => `https://x.com/i/status/${id}`,
    isProvisional: (id) => id.startsWith('x:short:'),
    resolve: async () => ({ kind: 'dead', detail: 'gone', chain: [] }),
    look: async () => look(),
    views: () => [],
  };
  const { captureIds } = await archive.submit([postId, ...others]);
  const [captureId = ''] = captureIds;
  stack.use(
    await startWorkers(
      archive.dependencies({
        platformFor: (id) => (id.startsWith('x:') ? platform : null),
        openScope: () => ({
          fetch: async () => {
            throw new Error('the look fetches nothing');
          },
          async [Symbol.asyncDispose]() {},
        }),
        ...given,
      }),
    ),
  );
  await archive.ends(captureId, 'complete');
  return captureId;
}

function said(source: string, says: Signal['says']): Signal {
  const url = `https://${source.replace('/', '.')}.example/`;
  return { source, says, at: new Date().toISOString(), url, httpStatus: 404, detail: null };
}
const state = async () => (await archive.catalogue.posts.get(postId))?.state;
const gone: Look = {
  conclusion: { kind: 'absent', absence: 'not-found', record: null },
  signals: [said('x/syndication', 'not-found'), said('x/oembed', 'not-found')],
  raw: [],
};

describe('a post that is looked at again', () => {
  test('is deleted where independent sources no longer find it, and its capture stays', async () => {
    const captureId = await archived(async () => gone);
    expect(await state()).toBe('live');
    expect(await archive.catalogue.rechecks.request(postId)).toBe(true);
    await until(async () => (await state()) === 'deleted');
    expect((await archive.catalogue.posts.get(postId))?.currentCaptureId).toBe(captureId);
  });

  test('is captured again where it changed', async () => {
    const edited = aRecord({ postId, text: 'other words' });
    await archived(async () => ({ conclusion: { kind: 'live', record: edited }, signals: [], raw: [] }));
    await archive.catalogue.rechecks.request(postId);
    await until(async () => (await archive.catalogue.posts.get(postId))?.captures.length === 2);
  });

  test('takes the other names that the look learned of it, of its own platform', async () => {
    const record = aRecord({ postId });
    const aliases = ['x:2', 'x:short:abc', 'web:page'];
    await archived(
      async () => ({ conclusion: { kind: 'live', record }, aliases, signals: [], raw: [] }),
      {},
      ['x:2', 'web:page'],
    );
    await archive.catalogue.rechecks.request(postId);
    const idOf = async (alias: string) => (await archive.catalogue.posts.get(alias))?.postId;
    await until(async () => (await idOf('x:2')) === postId);
    expect(await idOf('x:short:abc')).toBe(postId);
    expect(await idOf('web:page')).toBe('web:page');
  });

  test('is looked at again after a look that broke', async () => {
    let looks = 0;
    await archived(async () => {
      looks += 1;
      throw new Error('unexpected');
    });
    await archive.catalogue.rechecks.request(postId);
    await until(() => looks === 1);
    await until(async () => (await archive.catalogue.rechecks.claim(postId, 1)).kind === 'claimed');
    expect(await state()).toBe('live');
  });
});
