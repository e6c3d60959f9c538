import { describe, expect, test } from 'vitest';
import { createCatalogue } from '#catalogue/create-catalogue.ts';
import { Database } from '#catalogue/database.ts';
import { CatalogueTooNewError, migrate } from '#catalogue/migrate.ts';
import { first } from '#catalogue/migrations/0001-first.ts';
import { migrations } from '#catalogue/migrations/index.ts';
import { openTestDatabase } from '../support/test-database.ts';
import { breakingStatements } from './breaking-statements.ts';
import { TestClock } from './samples.ts';

test('a catalogue of the first version keeps its log when it is brought up to date', {
  timeout: 60_000,
}, async () => {
  await using empty = await openTestDatabase();
  await empty.run(`
    CREATE TABLE catalogue_migrations (name text PRIMARY KEY, at timestamptz NOT NULL);
    INSERT INTO catalogue_migrations VALUES ('${first.name}', now());
    ${first.sql}
    INSERT INTO posts (id, platform, canonical_url, created_at) VALUES ('x:1', 'x', 'https://x.com/i/status/1', now());
    INSERT INTO captures (id, post_id, priority, created_at, open, outcome, manifest_sha256)
      VALUES ('one', 'x:1', 0, now(), false, 'complete', 'aa'), ('two', 'x:1', 0, now(), false, 'complete', 'bb');
    INSERT INTO log_entries VALUES (1, 'two', 'bb', now()), (2, 'one', 'aa', now());
    UPDATE log_head SET size = 2;
  `);
  const database = new Database(empty.dialect);
  await migrate(database);
  const { log } = createCatalogue(database, new TestClock(), { close: async () => {} });
  expect(await log.entries(0, 10)).toMatchObject([
    { sequence: 1, kind: 'manifest', sha256: 'bb', captureId: 'two' },
    { sequence: 2, kind: 'manifest', sha256: 'aa', captureId: 'one' },
  ]);
  expect(await log.sequenceOf('aa')).toBe(2);

  // What a version after this one leaves in a rolling upgrade, and the way back from it.
  await empty.run(`INSERT INTO catalogue_migrations (name, at) VALUES ('9998-adds', now())`);
  expect(await migrate(database)).toEqual(['9998-adds']);
  await empty.run(
    `INSERT INTO catalogue_migrations (name, at, breaks) VALUES ('9999-turns', now(), 'posts are kept elsewhere')`,
  );
  await expect(migrate(database)).rejects.toThrow(CatalogueTooNewError);
  await expect(migrate(database)).rejects.toThrow('9999-turns: posts are kept elsewhere');
});

describe('a migration', () => {
  /** They came before there was anything to be upgraded side by side. */
  const beforeTheRule = ['0002-proof'];

  test('only adds, or says what it breaks: old and new software work on one catalogue during an upgrade', () => {
    for (const { name, sql, breaks } of migrations) {
      const found = beforeTheRule.includes(name) || breaks !== undefined ? [] : breakingStatements(sql);
      expect(found, `${name} takes away what the last version uses: add instead, or give \`breaks\``).toEqual(
        [],
      );
    }
    expect(migrations.filter(({ breaks }) => breaks !== undefined).map(({ name }) => name)).toEqual([]);
  });

  test.each([
    ['ALTER TABLE posts DROP COLUMN text', 1],
    ['ALTER TABLE posts RENAME COLUMN text TO words', 1],
    ['ALTER TABLE posts RENAME TO things', 1],
    ['DROP TABLE posts', 1],
    ['TRUNCATE posts', 1],
    ['ALTER TABLE posts ALTER COLUMN text SET NOT NULL', 1],
    ['ALTER TABLE posts ALTER COLUMN text DROP DEFAULT', 1],
    ['ALTER TABLE posts ALTER COLUMN text TYPE bytea', 1],
    ['ALTER TABLE posts ADD COLUMN words text NOT NULL', 1],
    ['ALTER TABLE posts ADD COLUMN a text, ADD COLUMN words text NOT NULL,\n ADD COLUMN b integer', 1],
    ['ALTER TABLE posts ADD CONSTRAINT one UNIQUE (text)', 1],
    ['ALTER TABLE posts ADD COLUMN words text CHECK (words <> text)', 1],
    ['CREATE UNIQUE INDEX one ON posts (text)', 1],
    ['CREATE TABLE a (words text NOT NULL);\nCREATE UNIQUE INDEX one ON a (words)', 0],
    ["ALTER TABLE posts ADD COLUMN a text, ADD COLUMN words text NOT NULL DEFAULT 'x'", 0],
    ['-- DROP TABLE posts\nCREATE INDEX a ON posts (text);\nDROP INDEX b', 0],
    ['UPDATE posts SET text = NULL', 0],
  ])('is read right: %s', (sql, found) => {
    expect(breakingStatements(sql)).toHaveLength(found);
  });
});
