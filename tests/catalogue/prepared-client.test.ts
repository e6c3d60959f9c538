import { PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Database } from '#catalogue/database.ts';
import { PreparedClient } from '#catalogue/prepared-client.ts';
import { planAnew } from '#catalogue/statement-names.ts';
import { startPostgres, type TestPostgres } from '../support/postgres.ts';

let postgres: TestPostgres;
let pool: pg.Pool;
let database: Database;

beforeAll(async () => {
  postgres = await startPostgres();
  const connectionString = await postgres.createDatabase('prepared');
  pool = new pg.Pool({ connectionString, max: 2, Client: PreparedClient });
  database = new Database(new PostgresDialect({ pool }));
  await pool.query('CREATE TABLE numbers AS SELECT generate_series(1, 9) AS number');
}, 120_000);
afterAll(async () => {
  await pool?.end();
  await postgres?.[Symbol.asyncDispose]();
});

interface Named {
  number: number;
  name?: string;
}

const read = () =>
  database.read(async (db) => (await sql<Named>`SELECT * FROM numbers WHERE number = ${3}`.execute(db)).rows);
const change = () =>
  database.write(
    async (tx) =>
      (await sql<Named>`UPDATE numbers SET number = number WHERE number = ${3} RETURNING *`.execute(tx)).rows,
  );

test('what comes back is prepared; what is planned anew is not', async () => {
  const marked = () =>
    database.read((db) => sql`SELECT number FROM numbers WHERE ${planAnew} number = ${3}`.execute(db));
  for (let turn = 1; turn <= 3; turn += 1) {
    expect(await read()).toEqual([{ number: 3 }]);
    expect((await marked()).rows).toEqual([{ number: 3 }]);
  }
  const { rows } = await pool.query<{ statement: string }>('SELECT statement FROM pg_prepared_statements');
  expect(rows.map(({ statement }) => statement)).toEqual(['SELECT * FROM numbers WHERE number = $1']);
});

test('a table that another process alters is read and written on, by every connection', async () => {
  for (let turn = 1; turn <= 3; turn += 1) {
    expect(await Promise.all([read(), change()])).toEqual([[{ number: 3 }], [{ number: 3 }]]);
  }
  await pool.query(`ALTER TABLE numbers ADD COLUMN name text DEFAULT 'new'`);
  const altered = [{ number: 3, name: 'new' }];
  for (let turn = 1; turn <= 3; turn += 1) {
    expect(await Promise.all([read(), change(), read(), change()])).toEqual([
      altered,
      altered,
      altered,
      altered,
    ]);
  }
});

test('a statement that fails does so each time, and goes on', async () => {
  const divide = (by: number) =>
    database.write(async (tx) => (await sql`SELECT 6 / ${by}::integer AS share`.execute(tx)).rows);
  for (let turn = 1; turn <= 3; turn += 1) {
    await expect(divide(0)).rejects.toMatchObject({ code: '22012' });
    expect(await divide(2)).toEqual([{ share: 3 }]);
  }
});
