import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { finishPurges } from '#catalogue/finish-purges.ts';
import { rebuildFrom } from '#catalogue/rebuild.ts';
import { TryLaterError } from '#domain/errors.ts';
import { writeManifest } from '#evidence/manifest.ts';
import { copyStorage } from '#moving/copy-storage.ts';
import { totalsOf } from '#moving/copy-totals.ts';
import { notingDocuments } from '#storage/noting-storage.ts';
import type { Storage } from '#storage/storage.ts';
import { replicaTick } from '#workers/replica-tick.ts';
import { artifactWith } from '../card/card-views.ts';
import { embedOf, manifestOf, newPostId, submissionOf } from '../catalogue/samples.ts';
import { logger, NotaryGround } from '../evidence/notary-ground.ts';
import { instead } from '../support/instead.ts';
import { createMemoryStorage } from '../support/memory-storage.ts';

const signal = new AbortController().signal;

describe('a second storage', { timeout: 120_000 }, () => {
  let ground: NotaryGround;
  let noting: Storage;
  let replica: Storage;
  /** Null: it answers. */
  let away: Error | null = null;

  beforeAll(async () => {
    ground = await NotaryGround.open();
    noting = notingDocuments(ground.storage, (key) => ground.catalogue.replica.note(key));
    const memory = createMemoryStorage();
    replica = {
      ...memory,
      async putDocument(key, body) {
        if (away !== null) {
          throw away;
        }
        // Whoever reads the copy at this moment finds all that is named in it.
        expect(await unmet(memory)).toEqual([]);
        return await memory.putDocument(key, body);
      },
    };
  }, 120_000);
  afterAll(() => ground?.[Symbol.asyncDispose]());

  const tick = () =>
    replicaTick({
      ...{ catalogue: ground.catalogue, storage: noting, replica, logger },
      clock: ground.clock,
    })(signal);

  async function capture(text: string, via = noting): Promise<string> {
    const { catalogue, clock } = ground;
    const postId = newPostId();
    const accepted = await catalogue.submissions.accept(submissionOf(clock, [embedOf(postId)]), null);
    const captureId = ('submission' in accepted && accepted.submission.embeds[0]?.captureId) || '';
    const claim = await catalogue.captures.claim(captureId, 60_000);
    const object = await via.putObject(Buffer.from(text));
    const artifacts = [artifactWith({ name: 'a.txt', mediaType: 'text/plain', ...object })];
    const manifest = manifestOf(clock, captureId, postId, { artifacts });
    const { sha256 } = await writeManifest(via, manifest);
    const end = { manifest, manifestSha256: sha256, state: 'live' as const };
    await catalogue.captures.commit(captureId, claim.kind === 'claimed' ? claim.token : 0, end);
    for (const { id, key, body } of await catalogue.outbox.pending(100)) {
      await via.putDocument(key, Buffer.from(body));
      await catalogue.outbox.written([id]);
    }
    return postId;
  }

  const contentOf = async (storage: Storage) => ({
    documents: await Array.fromAsync(storage.listDocuments('')),
    objects: await Array.fromAsync(storage.listObjects(), ({ sha256 }) => sha256),
  });
  const expectSame = async () => expect(await contentOf(replica)).toEqual(await contentOf(ground.storage));

  test('gets what was there before it, and what comes', async () => {
    await capture('before it was named', ground.storage);
    await tick();
    await expectSame();
    expect((await ground.catalogue.replica.state()).lastTurn).toMatchObject({ problems: 0 });
    await capture('afterwards');
    expect((await ground.catalogue.replica.state()).waiting).toBeGreaterThan(2);
    await tick();
    await expectSame();
    expect(await ground.catalogue.replica.state()).toMatchObject({
      waiting: 0,
      waitingSince: null,
      error: null,
    });
  });

  test('may be away: nothing waits for it, its lag is told, and it catches up', async () => {
    away = new TryLaterError('the second storage does not answer', 1000);
    await capture('while it is away');
    await tick();
    const state = await ground.catalogue.replica.state();
    expect(state).toMatchObject({ error: { message: expect.stringContaining('does not answer') } });
    expect(state.waiting).toBeGreaterThan(2);
    expect(state.waitingSince).not.toBeNull();
    away = null;
    await tick();
    await expectSame();
    expect(await ground.catalogue.replica.state()).toMatchObject({ waiting: 0, error: null });
  });

  test('waits for a document that was only announced', async () => {
    await ground.catalogue.replica.note('facts/states/announced.json');
    await tick();
    expect((await ground.catalogue.replica.state()).waiting).toBe(1);
    await ground.storage.putDocument('facts/states/announced.json', Buffer.from('{}'));
    await tick();
    expect((await ground.catalogue.replica.state()).waiting).toBe(0);
    for (const storage of [ground.storage, replica]) {
      await storage.deleteDocument('facts/states/announced.json');
    }
  });

  test('has nothing of what is purged', async () => {
    const postId = await capture('to be purged');
    await tick();
    const notary = await ground.notary();
    await ground.catalogue.purges.purge(postId, 'me', 'court order', await notary.sealer());
    await ground.publish();
    await finishPurges(ground.catalogue.purges, [ground.storage, replica]);
    await tick();
    const texts = await Promise.all(
      (await contentOf(replica)).objects.map(async (sha256) =>
        Buffer.concat(await Array.fromAsync((await replica.getObject(sha256))?.body ?? [])).toString(),
      ),
    );
    expect(texts).not.toContain('to be purged');
  });

  test('a catalogue is made from the copy', async () => {
    const copy = createMemoryStorage();
    await Array.fromAsync(copyStorage({ from: ground.storage, to: copy, concurrency: 4, signal }));
    await ground.swapDatabase();
    const { unusable } = await rebuildFrom(ground.catalogue, copy, { logger, adoptUnpointed: true });
    expect(unusable).toBe(0);
    expect(await ground.catalogue.captures.counts()).toMatchObject({ complete: 3, waiting: 0 });
  });

  test('what is damaged or differs is named, not copied, and nothing is overwritten', async () => {
    const from = ground.storage;
    const [object = ''] = (await contentOf(from)).objects;
    const pointer = (await contentOf(from)).documents.find((key) => key.startsWith('captures/')) ?? '';
    const other = (await contentOf(from)).documents.find((key) => key.startsWith('facts/submissions/')) ?? '';
    const to = createMemoryStorage();
    await to.putDocument(other, Buffer.from('another'));
    const damaged = instead(from, {
      getObject: async (sha256) =>
        sha256 === object ? { bytes: 3, body: chunks('bad') } : await from.getObject(sha256),
      getDocument: async (key) =>
        key === pointer ? Buffer.from('{"changed":1,"digest":"of another"}') : await from.getDocument(key),
    });
    const totals = totalsOf();
    for await (const { what, files } of copyStorage({ from: damaged, to, concurrency: 2, signal })) {
      totals.add(what, files);
    }
    const key = `objects/${object.slice(0, 2)}/${object.slice(2, 4)}/${object}`;
    expect(totals.problems.map((problem) => problem.key).sort()).toEqual([pointer, other, key].sort());
    expect(await to.statObject(object)).toBeNull();
    expect(await to.getDocument(pointer)).toBeNull();
    expect(Buffer.from((await to.getDocument(other)) ?? []).toString()).toBe('another');
  });

  test('a copy that was broken off goes on where it was', async () => {
    const options = { from: ground.storage, to: createMemoryStorage(), concurrency: 1, signal };
    let place: string | null = null;
    let steps = 0;
    for (let ended = false; !ended; steps += 1) {
      ended = true;
      for await (const step of copyStorage(options, place)) {
        place = step.place;
        ended = false;
        break;
      }
    }
    expect(steps).toBeGreaterThan(5);
    expect(await contentOf(options.to)).toEqual(await contentOf(ground.storage));
  });
});

async function* chunks(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** What pointers and manifests name and the storage has not. */
async function unmet(storage: Storage): Promise<string[]> {
  const found: string[] = [];
  const read = async (key: string) =>
    JSON.parse(Buffer.from((await storage.getDocument(key)) ?? []).toString());
  for await (const key of storage.listDocuments('captures/')) {
    const { captureId, manifestSha256 } = await read(key);
    const manifest = `manifests/${captureId}/${manifestSha256}.json`;
    found.push(...((await storage.getDocument(manifest)) === null ? [manifest] : []));
  }
  for await (const key of storage.listDocuments('manifests/')) {
    for (const { sha256 } of (await read(key)).artifacts ?? []) {
      found.push(...((await storage.statObject(sha256)) === null ? [sha256] : []));
    }
  }
  return found;
}
