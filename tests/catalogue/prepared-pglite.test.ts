import { afterAll, beforeAll, expect, test } from 'vitest';
import { PreparedPGlite } from '#catalogue/prepared-pglite.ts';
import { allOnlyEmbedded } from '../support/only-embedded.ts';

allOnlyEmbedded('it is about the database in the process');

let pglite: PreparedPGlite;

beforeAll(async () => {
  pglite = await PreparedPGlite.open();
  await pglite.exec(
    'CREATE TABLE posts (id integer PRIMARY KEY, names text[], seen timestamptz, record jsonb)',
  );
}, 60_000);
afterAll(async () => {
  await pglite?.close();
});

const names = async () => {
  const { rows } = await pglite.query<{ name: string }>('SELECT name FROM pg_prepared_statements');
  return rows.map(({ name }) => name);
};

test('what comes back is prepared, and answers as it did: columns, types, counts, null', async () => {
  const seen = new Date('2018-12-12T00:00:00Z');
  for (let id = 1; id <= 8; id += 1) {
    const parameters = [
      id,
      ['a', null, 'ü"'],
      id % 2 === 0 ? null : seen,
      JSON.stringify({ text: `№ ${id}` }),
    ];
    const added = await pglite.query('INSERT INTO posts VALUES ($1, $2, $3, $4)', parameters);
    expect(added.affectedRows).toBe(1);
    const { rows, fields } = await pglite.query(
      'SELECT *, $1::integer + 1 AS next FROM posts WHERE id = $1',
      [id],
    );
    expect(rows).toEqual([
      {
        id,
        names: ['a', null, 'ü"'],
        seen: id % 2 === 0 ? null : seen,
        record: { text: `№ ${id}` },
        next: id + 1,
      },
    ]);
    expect(fields.map(({ name }) => name)).toEqual(['id', 'names', 'seen', 'record', 'next']);
  }
  expect((await names()).length).toBeGreaterThanOrEqual(2);
});

test('a statement that fails does so each time, and spoils neither the next one nor a transaction that is tried again', async () => {
  for (let turn = 1; turn <= 4; turn += 1) {
    await expect(pglite.query('SELECT 1 / $1::integer AS share', [0])).rejects.toMatchObject({
      code: '22012',
    });
    await expect(pglite.query('SELECT missing FROM posts WHERE id = $1', [1])).rejects.toMatchObject({
      code: '42703',
    });
    await expect(pglite.query('SELECT $1::integer[] AS list', ['no list'])).rejects.toThrow();
    expect((await pglite.query('SELECT 6 / $1::integer AS share', [2])).rows).toEqual([{ share: 3 }]);
    const failed = pglite.transaction(async (tx) => {
      await tx.query('DELETE FROM posts WHERE id = $1', [1]);
      await tx.query('SELECT 1 / $1::integer AS share', [0]);
    });
    await expect(failed).rejects.toMatchObject({ code: '22012' });
    expect((await pglite.query('SELECT id FROM posts WHERE id = $1', [1])).rows).toEqual([{ id: 1 }]);
  }
});

test('a table that changes is asked as it is now', async () => {
  await pglite.exec('CREATE TABLE changing (id integer)');
  await pglite.exec('INSERT INTO changing VALUES (1)');
  const read = async () => (await pglite.query('SELECT * FROM changing WHERE id = $1', [1])).rows;
  for (let turn = 1; turn <= 3; turn += 1) {
    expect(await read()).toEqual([{ id: 1 }]);
  }
  await pglite.exec(`ALTER TABLE changing ADD COLUMN name text DEFAULT 'new'`);
  expect(await read()).toEqual([{ id: 1, name: 'new' }]);
  expect(await read()).toEqual([{ id: 1, name: 'new' }]);
});

test('texts without end are not prepared without end', async () => {
  for (let text = 0; text < 700; text += 1) {
    for (let turn = 1; turn <= 2; turn += 1) {
      expect((await pglite.query(`SELECT $1::integer + ${text} AS sum`, [1])).rows).toEqual([
        { sum: text + 1 },
      ]);
    }
  }
  // And those few that an altered table left behind.
  expect((await names()).length).toBeLessThan(550);
  expect((await pglite.query('SELECT 6 / $1::integer AS share', [2])).rows).toEqual([{ share: 3 }]);
});
