import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeManifest } from '#evidence/manifest.ts';
import { openFileStorage } from '#storage/file-storage.ts';
import { embedOf, manifestOf, newPostId, submissionOf } from '../catalogue/samples.ts';
import { NotaryGround } from '../evidence/notary-ground.ts';
import { hasPostgres, startPostgres, type TestPostgres } from '../support/postgres.ts';
import { run } from './run.ts';

describe('a storage without its database', { timeout: 180_000 }, () => {
  const postId = newPostId();
  let folder: string;
  let postgres: TestPostgres | undefined;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reindex-'));
    await archive(postId, join(folder, 'storage'));
    postgres = hasPostgres ? await startPostgres() : undefined;
  }, 180_000);
  afterAll(async () => {
    await postgres?.[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  const own = () => ({ DATA_DIR: folder, SECRET_KEY: 'secret-of-the-tests'.padEnd(32, '.') });

  async function expectReadBack(environment: Record<string, string>): Promise<void> {
    const given = { ...own(), ...environment };
    const reindexed = await run(['reindex', '--json'], { environment: given });
    expect([reindexed.exitCode, reindexed.stderr]).toEqual([0, '']);
    expect(JSON.parse(reindexed.stdout)).toMatchObject({
      unusable: 0,
      captures: { complete: 1, waiting: 0 },
    });
    const shown = await run(['show', '--json', postId], { environment: given });
    expect(JSON.parse(shown.stdout)).toMatchObject({
      postId,
      restricted: true,
      tags: ['kept'],
      state: 'live',
    });
  }

  test('is read back into an embedded one', () => expectReadBack({}));

  test.skipIf(!hasPostgres)('is read back into a new one on a server', async () => {
    await expectReadBack({ DATABASE_URL: (await postgres?.createDatabase('again')) ?? '' });
  });

  test('loses a post to a purge that was meant, and to no other', async () => {
    const environment = own();
    const purge = (...args: string[]) =>
      run(['purge', postId, '--reason', 'court order', ...args], { environment });
    const unasked = await purge();
    expect([unasked.exitCode, unasked.stderr]).toEqual([2, expect.stringContaining('--yes')]);
    const purged = await purge('--yes', '--json');
    expect([purged.exitCode, JSON.parse(purged.stdout)]).toMatchObject([0, { kind: 'purge', postId }]);
    const again = await purge('--yes');
    expect([again.exitCode, again.stderr]).toEqual([1, expect.stringMatching(/./)]);
    expect(await run(['audit'], { environment })).toMatchObject({ exitCode: 0 });
  });
});

async function archive(postId: string, directory: string): Promise<void> {
  const storage = await openFileStorage(directory);
  await using ground = await NotaryGround.open(storage);
  const { catalogue, clock } = ground;
  const accepted = await catalogue.submissions.accept(submissionOf(clock, [embedOf(postId)]), null);
  const captureId = ('submission' in accepted && accepted.submission.embeds[0]?.captureId) || '';
  const claim = await catalogue.captures.claim(captureId, 60_000);
  const manifest = manifestOf(clock, captureId, postId);
  const { sha256 } = await writeManifest(storage, manifest);
  const token = claim.kind === 'claimed' ? claim.token : 0;
  await catalogue.captures.commit(captureId, token, { manifest, manifestSha256: sha256, state: 'live' });
  await catalogue.posts.patch(postId, { restricted: true, tags: ['kept'] }, 'me');
  await ground.publish();
}
