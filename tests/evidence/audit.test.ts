import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { checkFact } from '#catalogue/check-fact.ts';
import type { PostId } from '#domain/post.ts';
import { auditStorage } from '#evidence/audit/audit-storage.ts';
import type { AuditedStorage, Damage } from '#evidence/audit/ground.ts';
import { repairFrom } from '#evidence/audit/repair.ts';
import { digestedDocument } from '#evidence/digested-document.ts';
import { writeManifest } from '#evidence/manifest.ts';
import { type StoredTimestamp, timestampName } from '#evidence/timestamp/stamp-checkpoint.ts';
import { openFileStorage } from '#storage/file-storage.ts';
import type { Storage } from '#storage/storage.ts';
import { artifactWith } from '../card/card-views.ts';
import { embedOf, manifestOf, newPostId, submissionOf } from '../catalogue/samples.ts';
import { createMemoryStorage } from '../support/memory-storage.ts';
import { NotaryGround } from './notary-ground.ts';

const signal = new AbortController().signal;
const manyObjects = 10_000;

/** Every file but those that are being written, by path. */
async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .filter((path) => !path.startsWith('tmp/'))
    .sort();
}

async function audit(storage: AuditedStorage): Promise<Damage[]> {
  const found: Damage[] = [];
  for await (const { damage } of auditStorage({ storage, checkFact, signal })) {
    found.push(...damage);
  }
  return found;
}

/** What is blamed, each once. */
async function blamed(storage: AuditedStorage): Promise<string[]> {
  return [...new Set((await audit(storage)).map(({ key }) => key))];
}

describe('the audit of a stored capture', { timeout: 240_000 }, () => {
  let folder: string;
  let files: string[];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'audit-'));
    await archiveInto(folder);
    files = await filesOf(folder);
  }, 240_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** A run with `changed` in the place of a file, which comes back after it. */
  async function auditWith(path: string, changed: Buffer | null): Promise<string[]> {
    const whole = await readFile(join(folder, path));
    await (changed === null ? rm(join(folder, path)) : writeFile(join(folder, path), changed));
    try {
      return await blamed(await openFileStorage(folder));
    } finally {
      await writeFile(join(folder, path), whole);
    }
  }

  async function flipped(path: string, bit?: number): Promise<Buffer> {
    const bytes = await readFile(join(folder, path));
    const at = bit ?? Math.floor(Math.random() * bytes.length * 8);
    bytes[at >> 3] = (bytes[at >> 3] ?? 0) ^ (1 << (at & 7));
    return bytes;
  }

  test('blames nothing that is whole', async () => {
    expect(await audit(await openFileStorage(folder))).toEqual([]);
    const kinds = new Set(
      files.map((path) =>
        path
          .replace(/[^/]*$/, '')
          .split('/')
          .slice(0, 2)
          .join('/'),
      ),
    );
    expect(kinds.size).toBeGreaterThan(10);
  });

  test('names every file in which one bit is another, and no other file', async () => {
    for (const path of files) {
      expect([path, await auditWith(path, await flipped(path))]).toEqual([path, [path]]);
    }
  });

  test('finds a hundred bits, wherever they are', async () => {
    const sized = await Promise.all(
      files.map(async (path) => ({ path, bits: (await readFile(join(folder, path))).length * 8 })),
    );
    const total = sized.reduce((sum, { bits }) => sum + bits, 0);
    for (let count = 0; count < 100; count += 1) {
      let bit = Math.floor(Math.random() * total);
      const { path } = sized.find(({ bits }) => {
        bit -= bits;
        return bit < 0;
      }) ?? { path: '' };
      const at = bit + (sized.find((file) => file.path === path)?.bits ?? 0);
      expect([path, at, await auditWith(path, await flipped(path, at))]).toEqual([path, at, [path]]);
    }
  });

  test('names what is missing where something else tells of it', async () => {
    const told = files.filter((path) => /^(objects|manifests\/.*[0-9a-f]{64}\.json|log\/tile)/.test(path));
    expect(told.length).toBeGreaterThan(10);
    for (const path of told) {
      expect([path, await auditWith(path, null)]).toEqual([path, [path]]);
    }
    const key = files.find((path) => path.startsWith('facts/keys/')) ?? '';
    expect((await auditWith(key, null)).every((blame) => blame.startsWith('facts/keys/'))).toBe(true);
  });

  test('repairs from a second storage what is good there, and nothing else', async () => {
    const second = await mkdtemp(join(tmpdir(), 'audit-second-'));
    try {
      for (const path of files) {
        await mkdir(join(second, path, '..'), { recursive: true });
        await writeFile(join(second, path), await readFile(join(folder, path)));
      }
      const [storage, replica] = [await openFileStorage(folder), await openFileStorage(second)];
      const options = { storage, checkFact, signal };
      for (const path of files) {
        const whole = await readFile(join(folder, path));
        await writeFile(join(folder, path), await flipped(path));
        const [damage] = await audit(storage);
        expect(damage?.key).toBe(path);
        expect(await repairFrom(replica, damage ?? { key: '', problem: '' }, options)).toEqual({
          kind: 'repaired',
        });
        expect([path, await readFile(join(folder, path))]).toEqual([path, whole]);
      }
      const object = files.find((path) => path.startsWith('objects/')) ?? '';
      await writeFile(join(second, object), await flipped(object));
      const asked = { key: object, problem: '' };
      // The first is good, so the second is not even asked for.
      expect(await repairFrom(replica, asked, options)).toEqual({ kind: 'repaired' });
      const whole = await readFile(join(folder, object));
      await writeFile(join(folder, object), await flipped(object, 0));
      expect(await repairFrom(replica, asked, options)).toMatchObject({ kind: 'not-repaired' });
      await writeFile(join(folder, object), whole);
    } finally {
      await rm(second, { recursive: true, force: true });
    }
  });
});

test('of two files that disagree where nothing signed is left, the one is blamed that names what nobody has', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'audit-'));
  await using stack = new AsyncDisposableStack();
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  const storage = await openFileStorage(folder);
  {
    await using ground = await NotaryGround.open(storage);
    await archiveOne(ground, newPostId());
    await ground.publish();
    await (await ground.notary()).publishLog(signal);
  }
  for (const [path, last] of [
    ['log/checkpoints/1', /[A-Za-z](?=..\n$)/],
    ['log/tile/entries/000.p/1', /[0-9a-f]$/],
  ] as const) {
    const whole = await readFile(join(folder, path), 'latin1');
    const turned = whole.replace(last, (digit) => (digit === 'b' ? 'c' : 'b'));
    expect(turned).not.toBe(whole);
    await writeFile(join(folder, path), turned, 'latin1');
  }
  expect((await blamed(storage)).sort()).toEqual(['log/checkpoints/1', 'log/tile/entries/000.p/1']);
});

test('ten thousand objects: the damaged ones are named, none of the others', {
  timeout: 60_000,
}, async () => {
  const storage = createMemoryStorage();
  for (let count = 0; count < manyObjects; count += 1) {
    await storage.putObject(randomBytes(64));
  }
  expect(await audit(storage)).toEqual([]);
  const names = (await Array.fromAsync(storage.listObjects())).map(({ sha256 }) => sha256);
  const damaged = new Set(names.filter((_, index) => index % 997 === 0));
  const found = await blamed({
    ...storage,
    getObject: (sha256) => storage.getObject(damaged.has(sha256) ? (names[1] ?? '') : sha256),
  });
  expect(names.length).toBe(manyObjects);
  expect(found.map((key) => key.slice('objects/aa/bb/'.length))).toEqual([...damaged]);
});

/** Captures as workers make them, with every kind of document round about; the log published several times. */
async function archiveInto(folder: string): Promise<void> {
  const storage = await openFileStorage(folder);
  await using ground = await NotaryGround.open(storage);
  const { catalogue } = ground;
  const notary = await ground.notary();
  for (let round = 0; round < 3; round += 1) {
    const postId = newPostId();
    await archiveOne(ground, postId);
    const restriction = { reason: 'asked', seal: await notary.sealer() };
    await catalogue.posts.patch(postId, { restricted: true, note: 'kept' }, 'me', restriction);
    await catalogue.posts.merge(newPostId(), { postId, canonicalUrl: 'https://x.com/' }, { why: 'short' });
    await ground.publish();
    await notary.publishLog(signal);
    await keepTimestamp(storage, 2 * round + 2);
    if (round === 0) {
      await notary.keys.rotate();
    }
  }
}

/** Captured, signed and committed, and not yet published. */
async function archiveOne(ground: NotaryGround, postId: PostId): Promise<void> {
  const { catalogue, clock, storage } = ground;
  const notary = await ground.notary();
  const accepted = await catalogue.submissions.accept(submissionOf(clock, [embedOf(postId)]), null);
  const captureId = ('submission' in accepted && accepted.submission.embeds[0]?.captureId) || '';
  const claim = await catalogue.captures.claim(captureId, 60_000);
  const artifacts = await Promise.all(
    [`media of ${postId}`, `text of ${postId}`].map(async (text, index) =>
      artifactWith({
        name: `file-${index}`,
        mediaType: 'text/plain',
        ...(await storage.putObject(Buffer.from(text))),
      }),
    ),
  );
  const manifest = manifestOf(clock, captureId, postId, { artifacts });
  const written = await writeManifest(storage, manifest);
  await notary.signManifest(written);
  const token = claim.kind === 'claimed' ? claim.token : 0;
  await catalogue.captures.commit(captureId, token, {
    manifest,
    manifestSha256: written.sha256,
    state: 'deleted',
  });
  await notary.attest(written.sha256, 'replay', { replay: 'replayable' });
}

/** As one that an authority gave is kept. */
async function keepTimestamp(storage: Storage, size: number): Promise<void> {
  const authority = 'https://tsa.example/';
  const stamp = {
    ...{ size, authority, at: '2026-03-01T12:00:00.000Z', signer: 'A signer', chainPem: 'a chain' },
    ...{ root: { subject: 'A root', trusted: true }, response: Buffer.from('an answer').toString('base64') },
  } satisfies StoredTimestamp;
  const key = `log/timestamps/${size}/${timestampName(authority)}.json`;
  await storage.putDocument(key, digestedDocument(stamp));
}
