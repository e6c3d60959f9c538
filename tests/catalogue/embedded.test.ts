import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { PGliteDialect, sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Database } from '#catalogue/database.ts';
import { type EmbeddedCatalogue, openEmbeddedCatalogue } from '#catalogue/open-catalogue.ts';
import { createLogger } from '#logger.ts';
import { openPostgresQueues } from '#queue/postgres.ts';
import { createMemoryStorage } from '../support/memory-storage.ts';
import { allOnlyEmbedded } from '../support/only-embedded.ts';
import { embedOf, manifestOf, newPostId, submissionOf, TestClock } from './samples.ts';

allOnlyEmbedded('it is about the database in the process');

const logger = createLogger({ level: 'silent', pretty: false });

describe('the embedded catalogue', { timeout: 120_000 }, () => {
  const clock = new TestClock();
  const storage = createMemoryStorage();
  let folder: string;
  let embedded: EmbeddedCatalogue;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'archiver-embedded-'));
    embedded = await open();
  }, 120_000);
  afterAll(async () => {
    await embedded?.catalogue[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }, 60_000);

  function open(): Promise<EmbeddedCatalogue> {
    return openEmbeddedCatalogue({ directory: join(folder, 'pg'), source: storage, clock, logger });
  }

  test('voids the leases of the process before it: what ran is due at once, and its token is worth nothing', async () => {
    const postId = newPostId();
    const accepted = await embedded.catalogue.submissions.accept(
      submissionOf(clock, [embedOf(postId)]),
      null,
    );
    const captureId = ('submission' in accepted && accepted.submission.embeds[0]?.captureId) || '';
    await embedded.catalogue.captures.admit(10);
    const claimed = await embedded.catalogue.captures.claim(captureId, 3_600_000);
    const token = claimed.kind === 'claimed' ? claimed.token : 0;
    await embedded.catalogue[Symbol.asyncDispose]();
    embedded = await open();
    const { captures } = embedded.catalogue;
    expect((await captures.get(captureId))?.status).toBe('waiting');
    const manifest = manifestOf(clock, captureId, postId);
    const late = await captures.commit(captureId, token, {
      manifest,
      manifestSha256: 'a'.repeat(64),
      state: 'live',
    });
    expect(late.committed).toBe(false);
    expect(await captures.admit(10)).toMatchObject([{ id: captureId }]);
  });

  test('carries the queue in the same session, beside its own transactions', async () => {
    await using stack = new AsyncDisposableStack();
    const queues = stack.use(await openPostgresQueues({ pool: embedded.pool, logger, emptyFirst: true }));
    const done = new Set<string>();
    stack.use(await queues.consume('capture', 4, async (id) => void done.add(id)));
    const ids = Array.from({ length: 20 }, newPostId);
    const enqueued = queues.enqueue(
      'capture',
      ids.map((id) => ({ id, priority: 1 })),
    );
    const accepted = ids.map((id) =>
      embedded.catalogue.submissions.accept(submissionOf(clock, [embedOf(id)]), null),
    );
    await Promise.all([enqueued, ...accepted]);
    await expect.poll(() => done.size, { timeout: 60_000 }).toBe(20);
    expect(
      (await embedded.catalogue.submissions.list({ limit: 100, cursor: null })).items.length,
    ).toBeGreaterThan(20);
  });

  test('makes room of what was replaced, which no server does for it', async () => {
    const { catalogue, pool } = embedded;
    const rows = async () => {
      const { rows: found } = await pool.query<{ bytes: number }>(
        `SELECT pg_relation_size('secrets')::integer AS bytes`,
      );
      return found[0]?.bytes ?? 0;
    };
    const renew = () => pool.query(`UPDATE secrets SET value = reverse(value)`);
    await catalogue.secrets.create('room', 'x'.repeat(1500));
    const growth: number[] = [];
    for (const _day of [1, 2, 3]) {
      for (let turn = 0; turn < 50; turn += 1) {
        await pool.query(
          `INSERT INTO secrets (name, value, at) SELECT 'day-' || i, repeat('x', 1500), now() FROM generate_series(1, 20) AS i`,
        );
        await pool.query(`DELETE FROM secrets WHERE name LIKE 'day-%'`);
      }
      await renew();
      await catalogue.tidy();
      growth.push(await rows());
    }
    expect(growth[2]).toBeLessThanOrEqual(growth[0] ?? 0);
  });

  test('hands notifications to every client until that is released', async () => {
    const [listener, released] = [await embedded.pool.connect(), await embedded.pool.connect()];
    const heard: unknown[] = [];
    listener.on('notification', (notification) => heard.push(notification));
    released.on('notification', () => heard.push('too late'));
    released.release();
    await listener.query('LISTEN news');
    await embedded.pool.query('SELECT pg_notify($1, $2)', ['news', 'hajin']);
    await expect.poll(() => heard).toEqual([{ channel: 'news', payload: 'hajin' }]);
    await listener.query('UNLISTEN news');
    listener.release();
  });
});

test('the database used inside its own transaction throws instead of waiting for ever', {
  timeout: 60_000,
}, async () => {
  await using pglite = await PGlite.create();
  const database = new Database(new PGliteDialect({ pglite }));
  const one = () => database.read((db) => sql`SELECT 1`.execute(db));
  const nested = database.write(async () => one());
  await expect(nested).rejects.toThrow('inside one of its transactions');
  await expect(database.write(() => database.write(async () => {}))).rejects.toThrow('inside');
  expect((await one()).rows).toHaveLength(1);
});
