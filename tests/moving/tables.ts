import { PGlite } from '@electric-sql/pglite';
import { PGliteDialect, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Catalogue } from '#catalogue/catalogue.ts';
import { createCatalogue } from '#catalogue/create-catalogue.ts';
import { Database } from '#catalogue/database.ts';
import { migrate } from '#catalogue/migrate.ts';
import { systemClock } from '#domain/clock.ts';

/** A catalogue, and its database to be asked directly. */
export interface OpenDatabase extends AsyncDisposable {
  database: Database;
  catalogue: Catalogue;
  query<Row>(text: string): Promise<Row[]>;
}

/** A folder, or the URL of a server. */
export async function openDatabase(place: string): Promise<OpenDatabase> {
  if (place.startsWith('postgresql:')) {
    const pool = new pg.Pool({ connectionString: place, max: 4 });
    const database = new Database(new PostgresDialect({ pool }));
    await migrate(database);
    return {
      database,
      catalogue: createCatalogue(database, systemClock, { close: async () => {} }),
      query: async (text) => (await pool.query(text)).rows,
      [Symbol.asyncDispose]: () => pool.end(),
    };
  }
  const pglite = await PGlite.create(place);
  const database = new Database(new PGliteDialect({ pglite }));
  await migrate(database);
  return {
    database,
    catalogue: createCatalogue(database, systemClock, { close: async () => {} }),
    query: async <Row>(text: string) => (await pglite.query<Row>(text)).rows,
    [Symbol.asyncDispose]: () => pglite.close(),
  };
}

const ofThePlace = ['sessions', 'workers', 'catalogue_migrations', 'webhook_cursor'];

/** Every row of every table as text, in an order of its own; without what belongs to the place, as where an event stands. */
export async function contentOf({ query }: Pick<OpenDatabase, 'query'>): Promise<Record<string, string[]>> {
  const tables = await query<{ name: string }>(
    `SELECT relname::text AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 1`,
  );
  const content: Record<string, string[]> = {};
  for (const { name } of tables.filter(({ name: table }) => !ofThePlace.includes(table))) {
    const row = name === 'events' ? 'ROW(at, type, submission_id, capture_id, post_id, data)' : `"${name}".*`;
    const rows = await query<{ line: string }>(
      `SELECT ${name === 'events' ? row : `"${name}"`}::text AS line FROM "${name}" ORDER BY 1`,
    );
    content[name] = rows.map(({ line }) => line);
  }
  return content;
}
