import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClaimedCapture } from '#catalogue/catalogue.ts';
import { finishPurges } from '#catalogue/finish-purges.ts';
import { systemClock } from '#domain/clock.ts';
import { TryLaterError } from '#domain/errors.ts';
import { writeManifest } from '#evidence/manifest.ts';
import { collectGarbage } from '#moving/collect-garbage.ts';
import type { Storage } from '#storage/storage.ts';
import { relyOnObjects } from '#workers/rely.ts';
import { artifactWith } from '../card/card-views.ts';
import { embedOf, manifestOf, newPostId, submissionOf } from '../catalogue/samples.ts';
import { NotaryGround } from '../evidence/notary-ground.ts';
import { createMemoryStorage } from '../support/memory-storage.ts';

const signal = new AbortController().signal;

describe('collecting garbage', { timeout: 120_000 }, () => {
  let ground: NotaryGround;
  let replica: Storage;

  beforeAll(async () => {
    ground = await NotaryGround.open();
    replica = createMemoryStorage();
  }, 120_000);
  afterAll(() => ground?.[Symbol.asyncDispose]());

  /** As if everything that is there were old. */
  const collect = (remove = true) =>
    collectGarbage({
      ...{ catalogue: ground.catalogue, storage: ground.storage, replica, remove, signal },
      before: new Date(Date.now() + 60_000),
    });
  const put = (text: string) => ground.storage.putObject(Buffer.from(text));
  const isHeld = async (sha256: string) => (await ground.storage.statObject(sha256)) !== null;

  async function claim(postId: string): Promise<{ token: number; work: ClaimedCapture }> {
    const { catalogue, clock } = ground;
    const accepted = await catalogue.submissions.accept(
      submissionOf(clock, [embedOf(postId)], { maxAgeSeconds: 0 }),
      null,
    );
    const captureId = ('submission' in accepted && accepted.submission.embeds[0]?.captureId) || '';
    const claimed = await catalogue.captures.claim(captureId, 600_000);
    if (claimed.kind !== 'claimed') {
      throw new Error(claimed.kind);
    }
    return claimed;
  }

  const saveRung = ({ token, work }: { token: number; work: ClaimedCapture }, sha256: string) =>
    ground.catalogue.captures.saveRung(work.captureId, token, {
      ...{ name: 'text', finishedAt: systemClock.now().toISOString(), result: { artifacts: [{ sha256 }] } },
    });

  async function commit(held: { token: number; work: ClaimedCapture }, text: string): Promise<void> {
    const { captureId, postId } = held.work;
    const object = await put(text);
    const artifacts = [artifactWith({ name: 'a.txt', mediaType: 'text/plain', ...object })];
    const manifest = manifestOf(ground.clock, captureId, postId, { artifacts });
    const { sha256 } = await writeManifest(ground.storage, manifest);
    const end = { manifest, manifestSha256: sha256, state: 'live' as const };
    await relyOnObjects(ground, () => ground.catalogue.captures.commit(captureId, held.token, end));
    await ground.publish();
  }

  test('says first what it would remove, and removes that and nothing else', async () => {
    const stray = await put('of a capture that never came to an end');
    await replica.putObject(Buffer.from('of a capture that never came to an end'));
    await commit(await claim(newPostId()), 'held by a capture');
    const running = await claim(newPostId());
    const rung = await put('of a capture under way');
    await saveRung(running, rung.sha256);

    expect(await collect(false)).toMatchObject({ objects: 1, bytes: stray.bytes, names: [stray.sha256] });
    expect(await isHeld(stray.sha256)).toBe(true);
    expect(await collect()).toMatchObject({ objects: 1, removed: true });
    expect(await isHeld(stray.sha256)).toBe(false);
    expect(await replica.statObject(stray.sha256)).toBeNull();
    expect(await isHeld(rung.sha256)).toBe(true);
    await commit(running, 'of a capture under way');
  });

  test('leaves alone what is younger than was asked', async () => {
    const { sha256 } = await put('stored just now');
    const before = new Date(Date.now() - 3_600_000);
    const { catalogue, storage } = ground;
    await collectGarbage({ catalogue, storage, replica, before, remove: true, signal });
    expect(await isHeld(sha256)).toBe(true);
    expect(await collect()).toMatchObject({ objects: 1 });
  });

  test('a capture that stores what is being collected has it in the end, whoever comes first', async () => {
    const text = 'an old file that nothing refers to, until now';
    const { sha256 } = await put(text);
    const held = await claim(newPostId());
    const rely = () => relyOnObjects(ground, () => saveRung(held, sha256));
    // It finds the bytes there and writes none; then they go, before it has said that it wants them.
    await put(text);
    await collect();
    await expect(rely()).rejects.toThrow(TryLaterError);
    // Tried again, it stores them anew.
    await put(text);
    expect(await rely()).toBe(true);
    expect(await isHeld(sha256)).toBe(true);
    expect(await collect()).toMatchObject({ objects: 0 });
    await commit(held, text);

    // The collector is between its decision and the removal.
    const other = await put('another old file');
    const later = await claim(newPostId());
    expect(await ground.catalogue.garbage.condemn([other.sha256])).toEqual([other.sha256]);
    await expect(relyOnObjects(ground, () => saveRung(later, other.sha256))).rejects.toThrow(TryLaterError);
    await ground.catalogue.garbage.spare([other.sha256]);
    expect(await relyOnObjects(ground, () => saveRung(later, other.sha256))).toBe(true);
    // And who was first is seen.
    expect(await ground.catalogue.garbage.condemn([other.sha256])).toEqual([]);
    await commit(later, 'another old file');
  });

  test('no order of captures, purges and collections loses what a manifest names, even with another catalogue', async () => {
    // A generator of its own, so that a failure comes again.
    let state = 7;
    const random = (below: number) => {
      state = (state * 48_271) % 2_147_483_647;
      return state % below;
    };
    const seal = (statement: object) => {
      const body = JSON.stringify(statement);
      return { sha256: createHash('sha256').update(body).digest('hex'), body };
    };
    const posts = Array.from({ length: 4 }, newPostId);
    const open = new Map<string, Awaited<ReturnType<typeof claim>>>();
    for (let turn = 0; turn < 60; turn += 1) {
      const postId = posts[random(posts.length)] ?? '';
      const text = `file ${random(6)}`;
      const held = open.get(postId);
      const what = random(6);
      if (what === 0) {
        await collect();
      } else if (what === 1) {
        await ground.catalogue.purges.purge(postId, 'me', 'why', seal);
        open.delete(postId);
        await ground.publish();
        await finishPurges(ground.catalogue.purges, [ground.storage]);
      } else if (held === undefined) {
        open.set(postId, await claim(postId));
      } else if (what < 4) {
        const { sha256 } = await put(text);
        await relyOnObjects(ground, () => saveRung(held, sha256));
      } else {
        open.delete(postId);
        await put(text);
        await commit(held, text);
      }
      expect(await missingFrom(ground.storage)).toEqual([]);
    }
    await ground.swapDatabase();
    await collect();
    expect(await missingFrom(ground.storage)).toEqual([]);
  });

  test('removes nothing where it cannot tell what is held', async () => {
    const { sha256 } = await put('nobody knows whose');
    const { storage } = ground;
    await storage.putDocument(`manifests/one/${'a'.repeat(64)}.json`, Buffer.from('{}'));
    await expect(collect()).rejects.toThrow(/does not hash to its name.*audit/);
    await storage.deleteDocument(`manifests/one/${'a'.repeat(64)}.json`);
    await ground.catalogue.reindex.begin();
    await expect(collect()).rejects.toThrow(/read back/);
    await ground.catalogue.reindex.finish();
    expect(await isHeld(sha256)).toBe(true);
  });
});

/** Objects that manifests of captures name and storage has not. */
async function missingFrom(storage: Storage): Promise<string[]> {
  const missing: string[] = [];
  for await (const key of storage.listDocuments('manifests/')) {
    const manifest = JSON.parse(Buffer.from((await storage.getDocument(key)) ?? []).toString() || '{}');
    for (const { sha256 } of manifest.artifacts ?? []) {
      if ((await storage.statObject(sha256)) === null) {
        missing.push(`${key} ${sha256}`);
      }
    }
  }
  return missing;
}
