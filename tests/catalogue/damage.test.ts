import { createHash } from 'node:crypto';
import { cp, mkdtemp, open, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Catalogue, PostSummary, Rechecks, SubmissionState } from '#catalogue/catalogue.ts';
import { inspectDirectory } from '#catalogue/inspect-directory.ts';
import { type EmbeddedCatalogue, openEmbeddedCatalogue } from '#catalogue/open-catalogue.ts';
import { publishOutbox } from '#catalogue/publish-outbox.ts';
import { createLogger } from '#logger.ts';
import type { Storage } from '#storage/storage.ts';
import { createMemoryStorage } from '../support/memory-storage.ts';
import { embedOf, manifestOf, newPostId, submissionOf, TestClock } from './samples.ts';

const logger = createLogger({ level: 'silent', pretty: false });
const pageBytes = 8192;

type Look = Parameters<Rechecks['finish']>[2];

/** What a user was told is archived, and must find again. */
interface Acknowledged {
  submissions: SubmissionState[];
  posts: PostSummary[];
}

describe('a damaged embedded catalogue', { timeout: 240_000 }, () => {
  const clock = new TestClock();
  let folder: string;
  let storage: Storage;
  let acknowledged: Acknowledged;

  // Files of three moments: `early` after half of the work, `late` after all of it; a test works on a copy of `late`.
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'archiver-damage-'));
    storage = createMemoryStorage();
    const late = join(folder, 'late');
    const first = await openIn(late);
    const early = await archive(first.catalogue, 12);
    await first.catalogue[Symbol.asyncDispose]();
    await cp(late, join(folder, 'early'), { recursive: true });
    const second = await openIn(late);
    const later = await archive(second.catalogue, 12);
    await finishArticle(second.catalogue);
    await second.catalogue.posts.patch(later[0] ?? '', { tags: ['kept'], restricted: true }, 'me');
    await second.catalogue.posts.merge(
      newPostId(),
      { postId: early[0] ?? '', canonicalUrl: '' },
      { why: 'short' },
    );
    await changeState(second.catalogue, early[1] ?? '');
    await publish(second.catalogue);
    acknowledged = await holdings(second.catalogue, [...early, ...later]);
    await second.catalogue[Symbol.asyncDispose]();
  }, 240_000);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  function openIn(directory: string): Promise<EmbeddedCatalogue> {
    return openEmbeddedCatalogue({ directory, source: storage, clock, logger });
  }

  async function publish(catalogue: Catalogue): Promise<void> {
    await publishOutbox(catalogue.outbox, (key, body) => storage.putDocument(key, body));
  }

  /** Half of them captured, half still waiting. */
  async function archive(catalogue: Catalogue, count: number): Promise<string[]> {
    const postIds = Array.from({ length: count }, newPostId);
    for (const [index, postId] of postIds.entries()) {
      const changes = { tags: [`t${index}`] };
      const accepted = await catalogue.submissions.accept(
        submissionOf(clock, [embedOf(postId)], changes),
        null,
      );
      const captureId = ('submission' in accepted && accepted.submission.embeds[0]?.captureId) || '';
      if (index % 2 === 0) {
        await capture(catalogue, captureId, postId);
      }
    }
    await publish(catalogue);
    return postIds;
  }

  async function capture(catalogue: Catalogue, captureId: string, postId: string): Promise<void> {
    const claimed = await catalogue.captures.claim(captureId, 60_000);
    const manifest = manifestOf(clock, captureId, postId);
    const manifestSha256 = await putManifest(manifest.captureId, JSON.stringify(manifest));
    const token = claimed.kind === 'claimed' ? claimed.token : 0;
    await catalogue.captures.commit(captureId, token, { manifest, manifestSha256, state: 'live' });
  }

  async function putManifest(captureId: string, text: string): Promise<string> {
    const sha256 = createHash('sha256').update(text).digest('hex');
    await storage.putDocument(`manifests/${captureId}/${sha256}.json`, new TextEncoder().encode(text));
    return sha256;
  }

  async function finishArticle(catalogue: Catalogue): Promise<void> {
    const submission = submissionOf(clock, [], { articleUrl: 'https://news.example/' });
    await catalogue.submissions.accept(submission, null);
    const claimed = await catalogue.articles.claim(submission.id, 60_000);
    const token = claimed.kind === 'claimed' ? claimed.token : 0;
    await catalogue.articles.finish(submission.id, token, [embedOf(newPostId())]);
  }

  async function changeState(catalogue: Catalogue, postId: string): Promise<void> {
    await catalogue.rechecks.request(postId);
    const claimed = await catalogue.rechecks.claim(postId, 60_000);
    const token = claimed.kind === 'claimed' ? claimed.token : 0;
    const look = {
      at: clock.now().toISOString(),
      signals: [],
      state: 'deleted',
      captureAgain: true,
    } satisfies Look;
    await catalogue.rechecks.finish(postId, token, look);
  }

  async function holdings(catalogue: Catalogue, postIds: string[]): Promise<Acknowledged> {
    const submissions = (await catalogue.submissions.list({ limit: 100, cursor: null })).items;
    const posts = await Promise.all(postIds.map((postId) => catalogue.posts.get(postId)));
    return { submissions, posts: posts.filter((post) => post !== null) };
  }

  async function expectEverything({ catalogue }: EmbeddedCatalogue): Promise<void> {
    const found = await holdings(
      catalogue,
      acknowledged.posts.map(({ postId }) => postId),
    );
    expect(found).toEqual(acknowledged);
    const log = await catalogue.log.entries(0, 1000);
    expect(log.map(({ sequence }) => sequence)).toEqual(log.map((_, index) => index + 1));
    expect(new Set(log.map(({ captureId }) => captureId)).size).toBe(12);
  }

  /** A copy of the files, changed as a crash may leave them, then opened. */
  async function openAfter(
    damage: (directory: string) => Promise<void>,
    moved: boolean | 'either',
  ): Promise<void> {
    const directory = await mkdtemp(join(folder, 'work-'));
    await cp(join(folder, 'late'), directory, { recursive: true });
    await damage(directory);
    const embedded = await openIn(directory);
    try {
      await expectEverything(embedded);
      const aside = (await readdir(folder)).filter((name) =>
        join(folder, name).startsWith(`${directory}.damaged-`),
      );
      expect(moved === 'either' || aside.length === (moved ? 1 : 0)).toBe(true);
    } finally {
      await embedded.catalogue[Symbol.asyncDispose]();
    }
  }

  test('that is whole is opened as it is', () => openAfter(async () => {}, false));

  test('is made anew where it was cut off after an orderly close', async () => {
    const directory = join(folder, 'in-place');
    await (await openIn(directory)).catalogue[Symbol.asyncDispose]();
    await truncate(await fileOf(directory, 'posts'), 0);
    const embedded = await openIn(directory);
    try {
      await expectEverything(embedded);
    } finally {
      await embedded.catalogue[Symbol.asyncDispose]();
    }
    expect((await readdir(folder)).some((name) => name.startsWith('in-place.damaged-'))).toBe(true);
  });

  test('is made anew where its control file is cut off', () =>
    openAfter((directory) => truncate(join(directory, 'global/pg_control'), 100), true));

  test('is made anew where a table lost its pages', () =>
    openAfter(async (directory) => truncate(await fileOf(directory, 'embeds'), 0), true));

  test('is made anew where files are left without their database', () =>
    openAfter((directory) => rm(join(directory, 'PG_VERSION')), true));

  test.each(['captures', 'embeds', 'posts', 'submissions', 'looks'])(
    'misses nothing where a page of %s is an old one',
    (table) =>
      openAfter(async (directory) => {
        const file = await fileOf(directory, table);
        const old = file.replace(directory, join(folder, 'early'));
        await copyPage(old, file, (await stat(old)).size / pageBytes - 1);
      }, 'either'),
  );

  test('is completed where all of it is old', () =>
    openAfter(async (directory) => {
      await rm(directory, { recursive: true });
      await cp(join(folder, 'early'), directory, { recursive: true });
    }, false));

  test('is made anew where there is nothing left, and adopts a manifest that no pointer names', async () => {
    const directory = join(folder, 'gone');
    const postId = newPostId();
    const { catalogue } = await openIn(join(folder, 'other'));
    const accepted = await catalogue.submissions.accept(submissionOf(clock, [embedOf(postId)]), null);
    await publish(catalogue);
    await catalogue[Symbol.asyncDispose]();
    const captureId = ('submission' in accepted && accepted.submission.embeds[0]?.captureId) || '';
    await putManifest(captureId, JSON.stringify(manifestOf(clock, captureId, postId)));
    const reopened = await openIn(directory);
    expect(await reopened.catalogue.captures.get(captureId)).toMatchObject({ status: 'complete', postId });
    expect((await reopened.catalogue.outbox.pending(10)).map(({ key }) => key)).toEqual([
      `captures/${captureId}.json`,
    ]);
    await reopened.catalogue[Symbol.asyncDispose]();
  });

  test.each([
    ['an empty page in an index', 'looks_pkey', 'zero'],
    ['an empty page in a table', 'submissions', 'zero'],
    ['a page cut off', 'posts', 'cut'],
    ['bytes that were never written so', 'captures', 'garbage'],
    ['an old page in an index', 'captures_pkey', 'old'],
    ['an old page in a catalogue of PostgreSQL', 'pg_attribute', 'garbage'],
  ] as const)('is noticed: %s', async (_what, relation, kind) => {
    const directory = await mkdtemp(join(folder, 'work-'));
    await cp(join(folder, 'late'), directory, { recursive: true });
    const file = await fileOf(directory, relation);
    const pages = (await stat(file)).size / pageBytes;
    if (kind === 'cut') {
      await truncate(file, (pages - 1) * pageBytes);
    } else if (kind === 'old') {
      await copyPage(file.replace(directory, join(folder, 'early')), file, pages - 1);
    } else {
      await writePage(file, pages - 1, kind === 'zero' ? Buffer.alloc(pageBytes) : Buffer.alloc(64, 0xa5));
    }
    expect(await inspectDirectory(directory)).toMatchObject({
      kind: 'damaged',
      reason: expect.stringMatching(/./),
    });
  });
});

/** The file of a table or index. */
async function fileOf(directory: string, relation: string): Promise<string> {
  const pglite = await PGlite.create(directory);
  const { rows } = await pglite.query<{ path: string }>(
    'SELECT pg_relation_filepath($1::text::regclass) AS path',
    [relation],
  );
  await pglite.close();
  return join(directory, rows[0]?.path ?? '');
}

async function copyPage(from: string, to: string, page: number): Promise<void> {
  const source = await open(from);
  const bytes = Buffer.alloc(pageBytes);
  await source.read(bytes, 0, pageBytes, page * pageBytes);
  await source.close();
  await writePage(to, page, bytes);
}

async function writePage(file: string, page: number, bytes: Buffer): Promise<void> {
  const target = await open(file, 'r+');
  await target.write(bytes, 0, bytes.length, page * pageBytes);
  await target.close();
}
