import { type Dialect, PGliteDialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import { PreparedPGlite } from '#catalogue/prepared-pglite.ts';
import { freshDatabase, testServers } from './test-servers.ts';

/** Without a schema. */
export interface TestDatabase extends AsyncDisposable {
  dialect: Dialect;
  /** Any number of statements. */
  run(sql: string): Promise<unknown>;
}

/** In this process, or on the server of a run of the suite that stands on servers. */
export async function openTestDatabase(): Promise<TestDatabase> {
  await using opening = new AsyncDisposableStack();
  if (testServers === null) {
    const pglite = opening.use(await PreparedPGlite.open());
    return opened(opening, { dialect: new PGliteDialect({ pglite }), run: (sql) => pglite.exec(sql) });
  }
  const { url } = opening.use(await freshDatabase(testServers));
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  opening.defer(() => pool.end());
  return opened(opening, { dialect: new PostgresDialect({ pool }), run: (sql) => pool.query(sql) });
}

function opened(
  opening: AsyncDisposableStack,
  parts: Omit<TestDatabase, keyof AsyncDisposable>,
): TestDatabase {
  const resources = opening.move();
  return { ...parts, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}
