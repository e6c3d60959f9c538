import { PGlite } from '@electric-sql/pglite';
import { PGliteDialect } from 'kysely';
import { expect, test } from 'vitest';
import { createCatalogue } from '#catalogue/create-catalogue.ts';
import { Database } from '#catalogue/database.ts';
import { migrate } from '#catalogue/migrate.ts';
import { first } from '#catalogue/migrations/0001-first.ts';
import { TestClock } from './samples.ts';

test('a catalogue of the first version keeps its log when it is brought up to date', {
  timeout: 60_000,
}, async () => {
  await using pglite = await PGlite.create();
  await pglite.exec(`
    CREATE TABLE catalogue_migrations (name text PRIMARY KEY, at timestamptz NOT NULL);
    INSERT INTO catalogue_migrations VALUES ('${first.name}', now());
    ${first.sql}
    INSERT INTO posts (id, platform, canonical_url, created_at) VALUES ('x:1', 'x', 'https://x.com/i/status/1', now());
    INSERT INTO captures (id, post_id, priority, created_at, open, outcome, manifest_sha256)
      VALUES ('one', 'x:1', 0, now(), false, 'complete', 'aa'), ('two', 'x:1', 0, now(), false, 'complete', 'bb');
    INSERT INTO log_entries VALUES (1, 'two', 'bb', now()), (2, 'one', 'aa', now());
    UPDATE log_head SET size = 2;
  `);
  const database = new Database(new PGliteDialect({ pglite }));
  await migrate(database);
  const { log } = createCatalogue(database, new TestClock(), async () => {});
  expect(await log.entries(0, 10)).toMatchObject([
    { sequence: 1, kind: 'manifest', sha256: 'bb', captureId: 'two' },
    { sequence: 2, kind: 'manifest', sha256: 'aa', captureId: 'one' },
  ]);
  expect(await log.sequenceOf('aa')).toBe(2);
});
